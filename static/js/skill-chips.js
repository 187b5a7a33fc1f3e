// A skill that was typed or chosen becomes a box beside the others. Without this, commas part them.

const input = document.querySelector("#id_new_skills");
const boxes = document.querySelector("[data-skill-chips]");

function addBox(name) {
  const known = [...document.querySelectorAll("input[name=kept_skills]")];
  const same = known.find((box) => box.value.toLowerCase() === name.toLowerCase());
  if (same) {
    same.checked = true;
    return;
  }
  const label = document.createElement("label");
  const box = Object.assign(document.createElement("input"), {
    type: "checkbox", name: "kept_skills", value: name, checked: true,
  });
  label.append(box, name);
  boxes.append(label);
  boxes.hidden = false;
}

function take() {
  for (const name of input.value.split(/[,;]/)) if (name.trim()) addBox(name.trim());
  input.value = "";
}

if (input && boxes) {
  const options = [...document.querySelectorAll("#competences-connues option")];
  const names = new Set(options.map((option) => option.value));
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== ",") return;
    if (!input.value.trim()) return;
    event.preventDefault();
    take();
  });
  // Chosen in the list of suggestions: it comes whole, as no letter typed does.
  input.addEventListener("input", (event) => {
    if (event.inputType !== "insertText" && names.has(input.value)) take();
  });
}

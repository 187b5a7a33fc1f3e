// Shows what a browser that knows passkeys may use, and says when a key did not answer.

const known = typeof window.PublicKeyCredential === "function";
for (const element of document.querySelectorAll("[data-with-passkeys]")) element.hidden = !known;
for (const element of document.querySelectorAll("[data-without-passkeys]")) element.hidden = known;

// allauth's own scripts tell of a refusal or of a key that is not there by this event.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  for (const element of document.querySelectorAll("[data-passkey-error]")) element.hidden = false;
});

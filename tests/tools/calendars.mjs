// What ical.js reads of a calendar given on the standard input: one JSON list an event, in order.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const calendar = new ICAL.Component(ICAL.parse(readFileSync(0, "utf8")));
const events = calendar.getAllSubcomponents("vevent").map((component) => {
  const event = new ICAL.Event(component);
  return [
    event.uid,
    event.startDate.toUnixTime(),
    event.endDate.toUnixTime(),
    event.summary,
    event.location,
    component.getFirstPropertyValue("status"),
    Number(event.sequence),
  ];
});
process.stdout.write(JSON.stringify(events));

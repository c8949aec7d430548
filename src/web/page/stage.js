// Meters and scenes, to look at.
import { Link, byId, meterPart, showState } from "./link.js";

let meters = [];

function showStage(stage) {
  byId("title").textContent = stage.show || "Stage";
  byId("now").textContent = stage.scenes[stage.current] ?? "–";
  byId("next").textContent = stage.scenes[stage.next] ?? "–";
  byId("scenes").replaceChildren(...stage.scenes.map((scene, place) => {
    const item = document.createElement("li");
    item.textContent = scene;
    if (place === stage.current) { item.className = "current"; item.setAttribute("aria-current", "true"); }
    if (place === stage.next) item.classList.add("next");
    return item;
  }));
  meters = stage.meters.map(([name, color, kind, place]) => {
    const box = document.createElement("div"), bar = document.createElement("i"), label = document.createElement("b");
    box.className = color;
    bar.className = "meter";
    label.textContent = name;
    box.append(bar, label);
    return { box, bar, place, shown: 0 };
  });
  byId("meters").replaceChildren(...meters.map(meter => meter.box));
}

const link = new Link("headroom-stage", {
  message(key, value) { if (key === "stage") showStage(value); },
  levels(bytes) {
    for (const meter of meters) {
      const byte = bytes[meter.place] || 0;
      meter.shown = Math.max(meterPart(byte), meter.shown - 0.04);
      meter.bar.style.transform = `scaleX(${meter.shown.toFixed(3)})`;
      meter.bar.classList.toggle("hot", byte >= 143);
    }
  },
  state: showState,
});
link.start("stage");

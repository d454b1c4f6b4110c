const places = new WeakMap(); // what the browser holds, by the place of the component
const saved = new Set(); // ids of the files that were saved: a message is drawn more than once

export default function(component) {
  const { data, parentElement } = component;
  if (!places.has(parentElement)) places.set(parentElement, { url: null, turn: data.turn, onInput: null });
  const place = places.get(parentElement);
  const section = parentElement.querySelector("section");

  const element = (tag, text, name) => {
    const made = document.createElement(tag);
    made.textContent = text;
    if (name) made.className = name;
    return made;
  };
  const forget = (...instead) => {
    if (place.url) URL.revokeObjectURL(place.url);
    place.url = null;
    section.replaceChildren(...instead);
  };
  const hold = (file) => {
    const bytes = Uint8Array.from(atob(file.content), (letter) => letter.charCodeAt(0));
    place.url = URL.createObjectURL(new Blob([bytes], { type: file.type }));
    const link = element("a", "Download again");
    link.href = place.url;
    link.download = file.name;
    const forgetting = element("button", "Forget this file");
    forgetting.type = "button";
    forgetting.onclick = () => forget();
    const list = document.createElement("ul");
    list.append(...file.sentences.map((sentence) => element("li", sentence)));
    const actions = document.createElement("div");
    actions.className = "actions";
    actions.append(link, forgetting);
    section.append(element("p", "Download started: " + file.name, "name"), list, actions);
    return link;
  };

  if (place.turn !== data.turn) forget();
  place.turn = data.turn;
  if (data.file && place.file !== data.file.id) {
    forget();
    place.file = data.file.id;
    const link = hold(data.file);
    if (!saved.has(data.file.id)) {
      saved.add(data.file.id);
      link.click();
      // The form is drawn anew, so what had the focus is gone: somebody without a mouse goes on here.
      setTimeout(() => { if (document.activeElement === document.body) link.focus(); }, 300);
    }
  }

  place.watched = data.watched;
  place.onInput ??= (event) => {
    if (place.url && event.target.closest?.("." + place.watched)) forget(element("p", data.withdrawn));
  };
  document.addEventListener("input", place.onInput, true); // adding the same one again does nothing
  return () => {
    document.removeEventListener("input", place.onInput, true);
    forget();
    places.delete(parentElement);
  };
}

// The link of this page, to copy, and the way back to its defaults. Both know the address as it stands at the click.

const TOLD = 2000; // milliseconds that "Copied" stands

// A browser gives no clipboard to a page without https (but on this machine): then the old way, and else by hand.
const copied = async (field) => {
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    field.select();
    return document.execCommand("copy");
  }
};

const copy = async (field, button) => {
  field.value = location.href;
  const done = await copied(field);
  if (!done) field.select();
  button.textContent = done ? "Copied" : "Press Ctrl+C";
  setTimeout(() => (button.textContent = "Copy"), TOLD);
};

// The same as Back to that address, so that Back from here brings everything again.
const go = (query) => {
  history.pushState(history.state, "", `${location.pathname}?${query}`);
  window.dispatchEvent(new PopStateEvent("popstate", { state: history.state }));
};

export default function ({ data, parentElement }) {
  const [field, button, over] = ["input", ".copy", ".over"].map((part) => parentElement.querySelector(part));
  field.value = location.href;
  field.onfocus = () => {
    field.value = location.href;
    field.select();
  };
  button.onclick = () => copy(field, button);
  over.onclick = () => go(data.version);
  if (data.listed) listRaces(parentElement.querySelector(".races"), go);
}

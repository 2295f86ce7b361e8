// The address of a page and the browser's history. Streamlit puts a step into the history for every single thing that
// the server writes into an address: two or three when a page is opened from the menu, whose settings are put back, and
// one for the old page that is emptied on the way. Here one gesture of the visitor is at most one step, so that Back
// undoes the last of them. And the browser keeps where each page was left.

const PREFIX = "playground address of ";
const GESTURES = ["pointerdown", "keydown", "click"]; // some tools for disabled people send nothing but the click

// A browser may refuse to keep anything: then a page that is opened without settings has its defaults.
const attempt = (store) => {
  try {
    return store() ?? "";
  } catch {
    return "";
  }
};

const keep = () => attempt(() => localStorage.setItem(PREFIX + location.pathname, location.search));

const kept = () => attempt(() => localStorage.getItem(PREFIX + location.pathname));

const follow = () => {
  const push = history.pushState.bind(history);
  const replace = history.replaceState.bind(history);
  let earned = false; // whether something was done since the last step
  for (const type of GESTURES) window.addEventListener(type, () => (earned = true), { capture: true, passive: true });
  window.addEventListener("popstate", () => {
    earned = false;
    keep();
  });
  history.pushState = (...told) => {
    (earned ? push : replace)(...told);
    earned = false;
    keep();
  };
  history.replaceState = (...told) => {
    replace(...told);
    keep();
  };
};

// The address as the document was opened; by now its page may have written some of its defaults there.
const opened = () => new URL(performance.getEntriesByType("navigation")[0]?.name ?? location.href);

// A document that was opened without settings goes on where its page was left; Streamlit then reads the address anew.
const resume = () => {
  const before = kept();
  if (!before || opened().search || opened().pathname !== location.pathname) return keep();
  history.replaceState(history.state, "", location.pathname + before + location.hash);
  window.dispatchEvent(new PopStateEvent("popstate", { state: history.state }));
};

const FOLLOWED = Symbol.for("playground address"); // once for each document, however often it is mounted

export default function ({ data }) {
  remember(data.races); // here, since the list of them is mounted only while it is open
  if (window[FOLLOWED]) return;
  window[FOLLOWED] = true;
  resume();
  follow();
}

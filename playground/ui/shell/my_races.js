// The races that were started in this browser, which keeps them: a name, the link's settings, and the time.

const RACES = "playground races";
const MOST = 20; // races that are kept, the newest first

const races = () => {
  try {
    return JSON.parse(localStorage.getItem(RACES)) ?? [];
  } catch {
    return []; // nothing is kept here, or something else
  }
};

const store = (list) => {
  try {
    localStorage.setItem(RACES, JSON.stringify(list.slice(0, MOST)));
  } catch {
    // a browser that keeps nothing lists nothing
  }
};

// The server tells of a session's races again and again: one that was forgotten stays so.
const remember = (started) => {
  const known = new Set(races().map(({ run }) => run));
  const fresh = started.filter(({ run }) => !known.has(run)).map((each) => ({ ...each, when: Date.now() }));
  if (fresh.length) store([...fresh.reverse(), ...races()]);
};

const forget = (run) => store(races().map((each) => (each.run === run ? { run, forgotten: true } : each)));

const made = (text, label, onclick) =>
  Object.assign(document.createElement("button"), { type: "button", textContent: text, title: label, onclick });

const line = (each, list, open) => {
  const row = Object.assign(document.createElement("li"), { className: "row" });
  const time = new Date(each.when).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  const reopen = made(`${time} ${each.name}`, "Show this race again, with its settings", () => open(each.query));
  const drop = made("\u00d7", "Forget this race", () => {
    forget(each.run);
    listRaces(list, open);
  });
  drop.setAttribute("aria-label", `Forget ${each.name}`);
  row.append(Object.assign(reopen, { className: "race" }), drop);
  return row;
};

const listRaces = (list, open) => {
  const shown = races().filter(({ forgotten }) => !forgotten);
  list.replaceChildren(...shown.map((each) => line(each, list, open)));
  list.previousElementSibling.hidden = !shown.length;
};

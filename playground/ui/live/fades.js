// Fades: images behind a slider that grow faint while it moves, by opacities and notes that Python computed per step.

const fade = (entry, key, value) => {
  const fades = entry.fades?.[key];
  if (!fades) return;
  const step = Math.max(0, Math.min(fades.notes.length - 1, Math.round((value - fades.low) / fades.step)));
  document.querySelectorAll(inside(entry.host, "figure")).forEach((figure, i) => {
    if (i >= fades.count) return;
    figure.querySelector("img").style.opacity = fades.opacities[step * fades.count + i];
    figure.querySelector("[data-note]").textContent = fades.notes[step][i];
  });
};

const unpackFades = (fades) => ({ ...fades, opacities: floats(fades.opacities) });

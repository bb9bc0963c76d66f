"use strict";
(() => {
  const form = document.querySelector(".filters");
  if (!form) return;
  const lines = [...document.querySelectorAll("article.line")];
  // What is sought: the reports' words and names of a line, not what this page says about them.
  const SOUGHT = ".title b, .where, .words, .cells";
  const words = new Map();
  const read = (line) => {
    const pieces = [...line.querySelectorAll(SOUGHT)].map((piece) => {
      const copy = piece.cloneNode(true);
      for (const said of copy.querySelectorAll(".sr")) said.remove();
      return copy.textContent;
    });
    return [...pieces, line.dataset.partners, line.dataset.places].map(fold).join("|");
  };
  const shown = form.querySelector(".shown");
  const stop = document.querySelector(".stop");
  const empty = document.querySelector(".empty");
  const doubtful = document.querySelector(".doubtful");

  // The filters that are on, in words, for paper.
  const tell = () => {
    const boxes = [...form.querySelectorAll("input[name=change]")];
    const named = boxes.filter((box) => box.checked).map((box) => box.parentElement.textContent.trim());
    const quoted = Object.entries({ section: "rubrique", partner: "partenaire", place: "lieu", text: "texte" })
      .map(([name, word]) => [word, form.elements[name].value.trim()])
      .map(([word, value]) => value && `${word} «\u00a0${value}\u00a0»`);
    return [
      named.length < boxes.length && `nature ${named.join(", ") || "aucune"}`,
      ...quoted,
      form.elements.money.checked && "seulement l’argent",
    ].filter(Boolean).join("\u00a0; ");
  };

  const apply = () => {
    const kinds = new Set([...form.querySelectorAll("input[name=change]:checked")].map((box) => box.value));
    const { section, partner, place, money } = form.elements;
    const text = fold(form.elements.text.value).trimEnd();
    let count = 0;
    for (const line of lines) {
      const data = line.dataset;
      let keep = (kinds.has(data.change) || (kinds.has("near") && data.doubt === "1")) // any of its badges
        && (!section.value || data.section === section.value)
        && (!partner.value || data.partners.includes(`|${partner.value}|`))
        && (!place.value || data.places.includes(`|${place.value}|`))
        && (!money.checked || data.money === "1");
      if (keep && text) {
        if (!words.has(line)) words.set(line, read(line));
        keep = words.get(line).includes(text);
      }
      line.hidden = !keep;
      count += keep;
    }
    if (stop) stop.hidden = count !== lines.length;
    const left = doubtful ? doubtful.querySelectorAll(".line:not([hidden])").length : 0;
    if (doubtful) {
      const all = doubtful.querySelectorAll(".line").length;
      doubtful.hidden = !left;
      doubtful.querySelector(".left").textContent = left < all ? `, dont ${left} montré${left > 1 ? "s" : ""}` : "";
    }
    empty.hidden = count > 0;
    document.querySelector(".below").hidden = !left || count > left;
    shown.textContent = `${count} ligne${count > 1 ? "s" : ""} sur ${lines.length}`;
    const chosen = tell();
    document.querySelector(".filtered").textContent = `${chosen ? `Filtre\u00a0: ${chosen}` : "Aucun filtre"} (${shown.textContent}).`;
  };
  form.addEventListener("input", apply);
  form.addEventListener("reset", () => setTimeout(() => {
    if (empty.contains(document.activeElement)) form.elements.text.focus(); // its button goes
    apply();
  }));
  form.addEventListener("submit", (event) => event.preventDefault());
  apply();

  // A link to a line shows and opens it, whatever the filters.
  const show = () => {
    const line = /^#l\d+$/.test(location.hash) && document.querySelector(location.hash);
    if (!line) return;
    if (line.hidden) {
      form.reset();
      apply();
    }
    line.querySelector("details").open = true;
    line.scrollIntoView();
  };
  window.addEventListener("hashchange", show);
  show();

  // On paper, what matters stands open, also in browsers that cannot do that by style alone.
  const opened = [];
  window.addEventListener("beforeprint", () => {
    for (const details of document.querySelectorAll(".line:not(.minor) details:not([open])")) {
      details.open = true;
      opened.push(details);
    }
  });
  window.addEventListener("afterprint", () => {
    for (const details of opened.splice(0)) details.open = false;
  });
})();

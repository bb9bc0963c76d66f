"use strict";
// What people decide of pairs, as lines for decisions.csv; kept in this browser where it allows that.
(() => {
  const panel = document.querySelector(".decisions");
  if (!panel) return;
  const choices = [...document.querySelectorAll(".verdict")];
  const KEY = `millesime/compare/${panel.dataset.pair}`;
  let kept = [];
  try { kept = JSON.parse(localStorage.getItem(KEY) || "[]"); } catch { /* no storage: kept until the page closes */ }
  const list = () => {
    const lines = choices.map((choice) => choice.querySelector("input:checked").value).filter(Boolean);
    panel.hidden = !lines.length;
    panel.querySelector(".made").textContent = lines.length;
    panel.querySelector("textarea").value = lines.join("\n");
    // What has the focus must not stand behind the panel.
    const height = panel.hidden || getComputedStyle(panel).position !== "sticky" ? 0 : panel.offsetHeight + 12;
    document.documentElement.style.scrollPaddingBottom = `${height}px`;
    return lines;
  };
  const decide = () => {
    const lines = list();
    panel.querySelector(".done").textContent = "";
    const told = `${lines.length} décision${lines.length > 1 ? "s" : ""}`;
    document.querySelector(".decided").textContent = lines.length
      ? `${told}\u00a0: à copier ou à télécharger dans «\u00a0Vos décisions\u00a0», en bas de la fenêtre.` : "Aucune décision.";
    try { localStorage.setItem(KEY, JSON.stringify(lines)); } catch { /* the same */ }
  };
  for (const choice of choices) {
    for (const box of choice.querySelectorAll("input")) if (box.value && kept.includes(box.value)) box.checked = true;
    choice.addEventListener("change", decide);
  }
  wirePanel(panel, panel.dataset.columns);
  addEventListener("resize", list);
  list();
})();

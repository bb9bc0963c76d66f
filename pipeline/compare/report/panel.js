"use strict";
// A panel of decisions: its buttons « copy » and « save » give the lines of its textarea, its .done tells so.
const wirePanel = (panel, columns) => panel.addEventListener("click", async (event) => {
  const area = panel.querySelector("textarea");
  const done = panel.querySelector(".done");
  if (event.target.name === "copy") {
    let copied = true;
    try { await navigator.clipboard.writeText(`${area.value}\n`); } catch {
      const folded = area.closest("details");
      if (folded) folded.open = true; // what is folded cannot be selected
      area.select();
      copied = document.execCommand("copy");
    }
    done.textContent = copied ? "Copié." : "Le navigateur refuse la copie\u00a0: les lignes sont choisies, pressez Ctrl + C.";
  }
  if (event.target.name === "save") {
    const file = new Blob([`\ufeff${columns}\n${area.value}\n`], { type: "text/csv" });
    const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(file), download: "decisions.csv" });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    done.textContent = "Enregistré.";
  }
});

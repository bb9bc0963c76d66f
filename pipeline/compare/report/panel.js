"use strict";
// A panel of decisions: its buttons « copy » and « save » give the lines of its textarea, its .done tells so.
const wirePanel = (panel, columns) => panel.addEventListener("click", async (event) => {
  const area = panel.querySelector("textarea");
  const done = panel.querySelector(".done");
  if (event.target.name === "copy") {
    try { await navigator.clipboard.writeText(`${area.value}\n`); } catch {
      const folded = area.closest("details");
      if (folded) folded.open = true; // what is folded cannot be selected
      area.select();
      document.execCommand("copy");
    }
    done.textContent = "Copié.";
  }
  if (event.target.name === "save") {
    const file = new Blob([`\ufeff${columns}\n${area.value}\n`], { type: "text/csv" });
    const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(file), download: "decisions.csv" });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    done.textContent = "Enregistré.";
  }
});

"use strict";
// The rows of the bodies whose name holds what is sought, at the beginning of a word.
(() => {
  const form = document.querySelector(".filters");
  const rows = [...document.querySelectorAll("tbody tr")];
  const apply = () => {
    const text = fold(form.elements.text.value).trimEnd();
    for (const row of rows) row.hidden = text !== "" && !fold(row.dataset.body).includes(text);
    const left = rows.filter((row) => !row.hidden).length;
    form.querySelector(".shown").textContent = `${left} ligne${left > 1 ? "s" : ""} sur ${rows.length}`;
    document.querySelector(".empty").hidden = left > 0;
  };
  form.addEventListener("input", apply);
  form.addEventListener("reset", () => setTimeout(() => {
    form.elements.text.focus();
    apply();
  }));
  form.addEventListener("submit", (event) => event.preventDefault());
  apply();
})();

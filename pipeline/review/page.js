"use strict";
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);
  const data = JSON.parse($("#donnees").textContent);
  const body = document.body;
  const form = $(".filters");
  const side = $(".side");
  const rows = $(".rows");
  const card = $(".card");
  const fix = $("form", card);

  const decode = (hash) => { try { return decodeURIComponent(hash.slice(1)); } catch { return hash.slice(1); } };

  // --- decisions: kept in this browser, one per record and field ---------------------------------------------------
  const KEY = `millesime/review/${data.report}`;
  let decisions = new Map();
  try { decisions = new Map(JSON.parse(localStorage.getItem(KEY) || "[]")); } catch { /* no storage: kept until the page closes */ }
  const settled = new Set(data.decided.map((line) => JSON.stringify(line)));
  for (const [key, d] of decisions) {
    if (d.cells && settled.has(JSON.stringify(d.cells.slice(0, 5)))) decisions.delete(key);
  }
  const store = () => { try { localStorage.setItem(KEY, JSON.stringify([...decisions])); } catch { /* the same */ } };
  const cell = (text) => (/[",;\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const clean = (text) => text.replace(/\s+/g, " ").trim();
  const lineOf = (d) => d.raw || d.cells.map(cell).join(",");
  const markOf = (id) => document.getElementById(id);
  const rowOf = (id) => { const mark = markOf(id); return mark && $(mark.getAttribute("href")); };
  const fieldsOf = (id) => data.kinds[data.records[id][0]].fields;
  const valueOf = (id, name) => data.records[id][2][fieldsOf(id).findIndex((f) => f.name === name)] || "";
  const titleOf = (id, name) => (fieldsOf(id).find((f) => f.name === name) || { title: name }).title;

  const paint = (id) => {
    const mark = markOf(id), row = rowOf(id);
    if (!row) return;
    const own = [...decisions.values()].filter((d) => d.cells && d.cells[1] === id);
    const rejected = own.some((d) => d.cells[0] === "reject"), corrected = own.some((d) => d.cells[0] === "correct");
    for (const e of [mark, row]) {
      e.classList.toggle("rejected", rejected);
      e.classList.toggle("corrected", corrected);
    }
    $(".new", row)?.remove();
    if (!own.length) return;
    const told = document.createElement("strong");
    told.className = "new";
    told.textContent = own.map((d) => tell(d)).join(" ; ");
    row.cells[2].append(told);
  };
  const tell = (d) => (d.raw ? d.raw : d.cells[0] === "reject" ? "rejeté" : `${titleOf(d.cells[1], d.cells[3])} : ${d.cells[4] || "(vide)"}`);

  const panel = $(".decisions");
  const list = () => {
    const lines = [...decisions];
    const pending = $(".pending");
    pending.hidden = !lines.length;
    $("a", pending).textContent = `${lines.length} décision${lines.length > 1 ? "s" : ""} à exporter`;
    $(".made", panel).hidden = !lines.length;
    $(".none", panel).hidden = lines.length > 0;
    $("textarea", panel).value = lines.map(([, d]) => lineOf(d)).join("\n");
    const items = lines.map(([key, d]) => {
      const item = document.createElement("li");
      const words = document.createElement(d.cells && markOf(d.cells[1]) ? "a" : "span");
      if (words.tagName === "A") words.href = `#${d.cells[1]}`;
      words.textContent = d.raw ? d.told || d.raw : data.records[d.cells[1]] ? `« ${data.records[d.cells[1]][1]} »` : d.cells[1];
      const gone = d.cells && !data.records[d.cells[1]] ? " (n’est plus dans le rapport)" : "";
      const drop = document.createElement("button");
      drop.type = "button";
      drop.dataset.drop = key;
      drop.textContent = "retirer";
      drop.setAttribute("aria-label", `Retirer la décision ${words.textContent}`);
      item.append(words, d.raw ? " " : ` : ${d.cells[0] === "reject" ? "rejeté" : data.records[d.cells[1]] ? tell(d) : d.cells[4]}${gone} `, drop);
      return item;
    });
    $(".list", panel).replaceChildren(...items);
    store();
  };
  const decide = (key, d) => {
    if (d) decisions.set(key, d); else decisions.delete(key);
    const id = key.split("|")[0];
    if (data.records[id]) paint(id);
    list();
    if (current && current === id) fill(id);
  };

  // --- the card of one record --------------------------------------------------------------------------------------
  let current = "";
  const fill = (id) => {
    const [kind, text] = data.records[id];
    const own = [...decisions].filter(([, d]) => d.cells && d.cells[1] === id);
    $("#fiche").textContent = `${data.kinds[kind].name[0].toUpperCase()}${data.kinds[kind].name.slice(1)} «\u00a0${text}\u00a0»`;
    $(".read", card).textContent = `Lu : ${markOf(id).dataset.tip}`;
    const told = [];
    for (const field of fieldsOf(id)) {
      const value = valueOf(id, field.name);
      if (!value || value === "false") continue;
      const dt = document.createElement("dt"), dd = document.createElement("dd");
      dt.textContent = field.title;
      if (data.records[value]) {
        const link = document.createElement("a");
        link.href = `#${value}`;
        link.textContent = `« ${data.records[value][1]} »`;
        dd.append(link);
      } else dd.textContent = (field.values.find(([v]) => v === value) || ["", value])[1];
      told.push(dt, dd);
    }
    $("dl", card).replaceChildren(...told);
    $(".state", card).textContent = own.map(([, d]) => (d.cells[0] === "reject" ? "Rejeté" : tell(d))).join(" ; ");
    fix.elements.undo.hidden = !own.length;
  };
  const ask = () => {
    const field = fieldsOf(current).find((f) => f.name === fix.elements.field.value);
    fix.elements.value.value = valueOf(current, field.name);
    $("#valeurs").replaceChildren(...field.values.map(([value, label]) => Object.assign(document.createElement("option"), { value, label })));
    $(".hint", card).textContent = field.hint;
  };
  const select = (id, focus) => {
    if (!data.records[id]) return;
    for (const e of document.querySelectorAll(".on")) e.classList.remove("on");
    markOf(id).classList.add("on");
    const row = rowOf(id);
    row.classList.add("on");
    const again = current === id;
    current = id;
    card.hidden = false;
    fill(id);
    if (!again) {
      const kind = data.kinds[data.records[id][0]];
      fix.elements.field.replaceChildren(...kind.fields.map((f) => Object.assign(document.createElement("option"), { value: f.name, textContent: f.title })));
      fix.elements.field.value = kind.asked;
      ask();
    }
    history.replaceState(null, "", `#${id}`);
    if (getComputedStyle(rows).overflowY === "auto") {
      const at = () => row.getBoundingClientRect().top - rows.getBoundingClientRect().top;
      rows.scrollTop += at() - rows.clientHeight / 3;
      rows.scrollTop += at() - rows.clientHeight / 3; // what came near has now its true height
    }
    if (focus) $("#fiche").focus({ preventScroll: true });
  };
  const show = (id) => {
    const mark = markOf(id);
    mark.scrollIntoView({ block: "center" });
    mark.focus({ preventScroll: true });
  };
  const close = () => {
    card.hidden = true;
    for (const e of document.querySelectorAll(".on")) e.classList.remove("on");
    if (current && markOf(current)) markOf(current).focus({ preventScroll: true });
    current = "";
  };
  const turn = (step) => {
    const marks = [...document.querySelectorAll(".report .m")].filter((e) => !body.classList.contains(`off-${data.records[e.id][0]}`) && !e.closest("[hidden]"));
    const at = marks.findIndex((e) => e.id === current);
    const next = marks[at < 0 ? 0 : at + step];
    if (!next) return;
    select(next.id, false);
    next.scrollIntoView({ block: "center" });
  };
  const reason = () => clean(fix.elements.reason.value) || data.reason;
  const refuse = (text) => { $(".hint", card).textContent = text; fix.elements.value.focus(); };
  const correct = () => {
    const name = fix.elements.field.value, before = valueOf(current, name), value = clean(fix.elements.value.value);
    const values = fieldsOf(current).find((f) => f.name === name).values.map(([v]) => v);
    if (value === before) return refuse("C’est déjà la valeur : écrivez la bonne.");
    if (value && values.length && !values.includes(value)) return refuse(`Valeurs possibles : ${values.join(", ")}.`);
    decisions.delete(`${current}|reject`);
    decide(`${current}|${name}`, { cells: ["correct", current, "", name, value, before, reason()] });
  };
  const reject = () => {
    for (const key of [...decisions.keys()]) if (key.startsWith(`${current}|`)) decisions.delete(key);
    decide(`${current}|reject`, { cells: ["reject", current, "", "", "", data.records[current][1], reason()] });
  };
  const undo = () => {
    for (const key of [...decisions.keys()]) if (key.startsWith(`${current}|`)) decisions.delete(key);
    decide(`${current}|`, null);
  };
  fix.addEventListener("submit", (event) => { event.preventDefault(); correct(); });
  fix.elements.field.addEventListener("change", ask);
  card.addEventListener("click", (event) => {
    const act = { before: () => turn(-1), after: () => turn(1), close, reject, undo }[event.target.name];
    if (act && event.target.type === "button") act();
  });

  // --- one listener for all marks and rows -------------------------------------------------------------------------
  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    const link = event.target.closest("a[href^='#']");
    const id = link && decode(link.getAttribute("href"));
    if (link && link.closest(".report") && data.records[link.id]) {
      event.preventDefault();
      select(link.id, event.detail === 0);
    } else if (link && data.records[id]) {
      event.preventDefault();
      reveal(id);
      select(id, false);
      show(id);
    } else if (!link) {
      const row = event.target.closest(".rows tr[id]");
      if (row) $("a.m", row).click();
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") { body.classList.remove("quiet"); return; }
    if (document.activeElement.matches("[data-tip]") && !body.classList.contains("quiet")) body.classList.add("quiet");
    else if (!card.hidden) close();
  });
  // A value must not leave the window: where its words stand decides where it opens.
  const place = (event) => {
    const mark = event.target.closest?.("[data-tip]");
    if (!mark) return;
    if (event.type === "mouseover") body.classList.remove("quiet");
    const own = mark.getClientRects(), first = own[0], last = own[own.length - 1];
    const most = Math.min(400, innerWidth - 48);
    const width = Math.min(most, 8 * mark.dataset.tip.length + 24);
    mark.style.setProperty("--dx", `${Math.round(Math.min(0, innerWidth - 12 - width - first.left))}px`);
    mark.classList.toggle("up", last.bottom + 90 > innerHeight);
  };
  document.addEventListener("mouseover", place);
  document.addEventListener("focusin", place);

  // --- filters -----------------------------------------------------------------------------------------------------
  const sections = [...document.querySelectorAll(".sec")];
  const actions = [...document.querySelectorAll(".report li")].reverse(); // those below before those above
  const titles = [...document.querySelectorAll(".report .t")]; // headings that are actions of their own
  const words = new Map();
  const once = (make) => { let made; return () => (made ??= make()); };
  const lines = once(() => [...rows.querySelectorAll("tr[id]")].map((row) => [row, markOf(decode($("a.m", row).getAttribute("href"))).closest("li, .t")]));
  const doubtful = once(() => new Set([...document.querySelectorAll(".report :is(.q.doubt, .q.error, .m.doubt)")].map((e) => e.closest("li, .t"))));
  let narrowed = false;
  const apply = () => {
    for (const box of form.querySelectorAll("input[name=kind]")) body.classList.toggle(`off-${box.value}`, !box.checked);
    const section = form.elements.section?.value || "", doubt = form.elements.doubt.checked, text = fold(form.elements.text.value).trimEnd();
    const narrow = doubt || text !== "";
    const shown = new Set(sections.filter((s) => !section || s.dataset.path === section || s.dataset.path.startsWith(`${section} › `)).map((s) => s.dataset.s));
    body.classList.toggle("narrowed", narrow || section !== "");
    for (const s of sections) s.hidden = !shown.has(s.dataset.s);
    const fits = (e) => (!doubt || doubtful().has(e)) && (!text || own(e).includes(text));
    const own = (e) => { if (!words.has(e)) words.set(e, fold((e.matches("li") ? $(".a", e) : e).textContent)); return words.get(e); };
    const met = new Set(titles.filter((e) => !narrow || fits(e)));
    if (narrow || narrowed) {
      const kept = new Set();
      for (const e of actions) {
        const keep = !narrow || kept.has(e) || fits(e);
        e.hidden = !keep;
        const above = e.parentElement.closest("li");
        if (keep && above) kept.add(above);
      }
      for (const [row, action] of lines()) row.hidden = narrow && ((action.matches("li") ? action.hidden : !met.has(action)) || (doubt && !row.classList.contains("doubt")));
      for (const group of document.querySelectorAll(".group")) group.hidden = narrow && !$("li:not([hidden])", group);
      for (const objective of document.querySelectorAll(".objective")) {
        let group = objective.nextElementSibling;
        while (group && group.hidden && group.matches(".group")) group = group.nextElementSibling;
        objective.hidden = (!group || !group.matches(".group")) && !met.has($(".t", objective));
      }
      const titled = new Set([...met].map((e) => e.closest(".sec")));
      for (const s of sections) if (narrow && !$("li:not([hidden])", s) && !titled.has(s)) s.hidden = true;
      narrowed = narrow;
    }
    for (const chunk of rows.querySelectorAll(".chunk")) chunk.hidden = !shown.has(chunk.dataset.s) || (narrow && !$("tr[id]:not([hidden])", chunk));
    const left = actions.filter((e) => !e.hidden && !e.closest(".sec").hidden).length + [...met].filter((e) => !e.closest("[hidden]")).length;
    $(".empty").hidden = left > 0;
    $(".shown", form).textContent = `${left.toLocaleString("fr")} action${left > 1 ? "s" : ""} sur ${(actions.length + titles.length).toLocaleString("fr")}`;
  };
  const reveal = (id) => {
    const mark = markOf(id);
    if (mark.closest("[hidden]") || body.classList.contains(`off-${data.records[id][0]}`)) { form.reset(); apply(); }
  };
  form.addEventListener("input", apply);
  form.addEventListener("reset", () => setTimeout(apply));
  form.addEventListener("submit", (event) => event.preventDefault());
  apply();

  // --- doubts and the list of decisions ----------------------------------------------------------------------------
  const asked = new Set([...document.querySelectorAll(".choice")].map((choice) => `doubt:${$("input", choice).name}`));
  for (const [key, d] of decisions) if (d.raw && !asked.has(key)) decisions.delete(key); // the run has settled it
  for (const choice of document.querySelectorAll(".choice")) {
    const known = decisions.get(`doubt:${$("input", choice).name}`);
    if (known) for (const box of choice.querySelectorAll("input")) box.checked = box.value === known.raw;
  }
  document.addEventListener("change", (event) => {
    if (event.target.closest(".choice")) decide(`doubt:${event.target.name}`, event.target.value ? { raw: event.target.value, told: `${$("legend a", event.target.closest(".choice")).textContent} : ${event.target.parentElement.textContent.trim()}` } : null);
  });
  panel.addEventListener("click", (event) => {
    const { name, dataset } = event.target;
    if (dataset.drop) {
      decide(dataset.drop, null);
      const choice = [...document.querySelectorAll(".choice")].find((c) => `doubt:${$("input", c).name}` === dataset.drop);
      if (choice) $("input[value='']", choice).checked = true;
    }
    if (name === "clear" && confirm("Effacer toutes les décisions de cette page ?")) for (const key of [...decisions.keys()]) decide(key, null);
  });
  wirePanel(panel, data.columns.join(","));
  for (const id of new Set([...decisions.values()].filter((d) => d.cells).map((d) => d.cells[1]))) if (data.records[id]) paint(id);
  list();

  // The bar of filters stays in view: what is sought must not hide under it.
  const measure = () => {
    const height = getComputedStyle(form).position === "sticky" ? form.offsetHeight : 0;
    document.documentElement.style.setProperty("--bar", `${height}px`);
    document.documentElement.style.scrollPaddingTop = `${height + 12}px`;
  };
  addEventListener("resize", measure);
  measure();
  const wanted = decode(location.hash);
  if (data.records[wanted]) { select(wanted, false); show(wanted); }
})();

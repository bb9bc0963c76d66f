"use strict";
// Words between single spaces, one before: what is sought begins a word (« vélo » is not in « développement »).
const fold = (text) => ` ${text.toLowerCase().replaceAll("œ", "oe").normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[^\p{L}\p{N}€%]+/gu, " ").trim()}`;

// Tells the browser in which language the page is, and says in it what Streamlit says in English.
// It hears of each change in the page, and keeps what stood there first, for another language.

const ATTRIBUTES = ["aria-label", "title", "placeholder", "alt", "aria-roledescription"];
const STATE = Symbol.for("graph-app.page-words");

export default function ({ data }) {
  const state = (window[STATE] ??= begin());
  document.documentElement.lang = data.language;
  const told = JSON.stringify(data);
  if (state.told === told) return;
  Object.assign(state, {
    told,
    languages: new Map(Object.entries(data.languages)),
    rules: data.rules.map(([where, words, patterns]) => ({
      where,
      words: new Map(Object.entries(words)),
      patterns: patterns.map(([form, text]) => [new RegExp(`^${form}$`), text]),
    })),
  });
  walk(document.body, state);
}

function begin() {
  const state = { first: new WeakMap(), rules: [], languages: new Map() };
  const observer = new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "characterData") sayText(change.target, state);
      else if (change.type === "attributes") sayAttribute(change.target, change.attributeName, state);
      else for (const node of change.addedNodes) walk(node, state);
    }
  });
  observer.observe(document.body, {
    subtree: true,
    childList: true,
    characterData: true,
    attributes: true,
    attributeFilter: ATTRIBUTES,
  });
  return state;
}

function walk(root, state) {
  if (root.nodeType === Node.TEXT_NODE) return sayText(root, state);
  if (root.nodeType !== Node.ELEMENT_NODE) return;
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  for (let node = root; node; node = walker.nextNode()) {
    if (node.nodeType === Node.TEXT_NODE) sayText(node, state);
    else for (const name of ATTRIBUTES) if (node.hasAttribute(name)) sayAttribute(node, name, state);
  }
}

function sayText(node, state) {
  const parent = node.parentElement;
  if (!parent) return;
  const said = translated(node, "", node.nodeValue, parent, state);
  if (said !== node.nodeValue) node.nodeValue = said;
  // The names of the languages are each in their own.
  const language = parent.closest(".st-key-language-switch") && state.languages.get(said.trim());
  if (language) parent.lang = language;
}

function sayAttribute(node, name, state) {
  const now = node.getAttribute(name);
  if (now === null) return;
  const said = translated(node, name, now, node, state);
  if (said !== now) node.setAttribute(name, said);
}

function translated(node, name, now, element, state) {
  const kept = state.first.get(node)?.[name];
  // Something else stands there by now: that is what Streamlit says.
  const source = kept && kept.said === now ? kept.source : now;
  const said = inLanguage(source, element, state.rules);
  if (said !== source || kept) {
    state.first.set(node, { ...state.first.get(node), [name]: { source, said } });
  }
  return said;
}

function inLanguage(source, element, rules) {
  const text = source.trim();
  if (!text) return source;
  for (const { where, words, patterns } of rules) {
    const word = words.get(text);
    if (word !== undefined && element.closest(where)) return source.replace(text, () => word);
    for (const [form, template] of patterns) {
      const found = form.exec(text);
      if (found && element.closest(where)) return template.replace(/\{(\d)\}/g, (_, n) => found[n]);
    }
  }
  return source;
}

// What the browser keeps for the next visit. Where it may keep nothing, it is kept as long as the page is open.
const kept = {};

function storage() {
  try {
    localStorage.length;
    return localStorage;
  } catch {
    return null;
  }
}

export const memory = {
  get(key) {
    try {
      return JSON.parse(storage()?.getItem(key) ?? kept[key] ?? "null");
    } catch {
      return null;
    }
  },

  set(key, value) {
    kept[key] = JSON.stringify(value);
    try {
      storage()?.setItem(key, kept[key]);
    } catch {
      // Storage is full.
    }
  },

  drop(key) {
    delete kept[key];
    storage()?.removeItem(key);
  },

  /** Every value whose key begins so. */
  all(prefix) {
    return Object.keys({ ...kept, ...storage() })
      .filter((key) => key.startsWith(prefix))
      .map((key) => this.get(key));
  },
};

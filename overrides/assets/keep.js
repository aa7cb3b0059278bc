// The reader's own learning log: kept in this browser alone.
const NAME = "learning-log";

export function entries() {
  try {
    const kept = JSON.parse(localStorage.getItem(NAME) ?? "[]");
    return Array.isArray(kept) ? kept.filter((entry) => typeof entry?.title === "string" && typeof entry.slug === "string") : [];
  } catch {
    return [];
  }
}

// False where the browser keeps nothing: storage is full, or switched off.
export function keep(list) {
  try {
    if (list.length) localStorage.setItem(NAME, JSON.stringify(list));
    else localStorage.removeItem(NAME);
    return true;
  } catch {
    return false;
  }
}

export function today() {
  const now = new Date();
  return new Date(now - now.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
}

export function written(day) {
  return new Date(`${day}T12:00:00`).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
}

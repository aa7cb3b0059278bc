// In place of the site's own: what is written here may be withheld, so the browser keeps nothing of it.
export const entries = () => [];

export const keep = () => false;

export const today = () => new Date().toISOString().slice(0, 10);

export const written = (day) => day;

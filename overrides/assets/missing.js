// The page that says that there is none: it searches for the words of the address.
import { element, site } from "./dom.js";
import { openSearch } from "./search.js";

const words = decodeURIComponent(location.pathname.slice(site.pathname.length)).replace(/\.\w+$|[^\p{L}\p{N}]+/gu, " ").trim();
document.getElementById("q").value = words;
const search = await openSearch();
const { numbers } = words ? await search.find(words) : { numbers: [] };
const place = document.getElementById("guesses");
for (const number of numbers.slice(0, 3)) {
  const { url, meta } = await search.card(number);
  place.querySelector("ul").append(element("li", {}, element("a", { href: new URL(url.replace(/^\//, ""), site).href, textContent: meta.title })));
}
place.hidden = !numbers.length;

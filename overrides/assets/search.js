// Search: Pagefind finds the words, and this adds what it lacks: words that mean the same, misspellings, questions of which
// not every word is in the text, and numbers beside the filters that count what one would get.
import { site } from "./dom.js";

const SMALL = new Set(
  ("a about after again all an and any are as at be been but by can cannot could did do does for from get getting give had has have he her"
  + " him his how i if in into is it its kept just keep like me my never no not of off on or our out she should so some someone than that"
  + " the their them then there they this to up us use was we were what when where which who why will with won't wont would you your"
  + " isn't doesn't don't dont didn't can't s t").split(" "));
// Words of nearly every briefing here: they help, and decide little.
const SPARE = new Set(
  ("briefing briefings help guidance information advice tell need needs dad dads father fathers mum mums mother mothers mam mom parent"
  + " parents child children kid kids family families say says").split(" "));
// Below this share of the best score a briefing is noise.
const WORTH = 0.25;
const PLENTY = 12;
// Each further word costs the reader some 22 kB at 1,000 briefings, and changes little.
const TELLING = 3;

export async function openSearch() {
  const [pagefind, facets, words] = await Promise.all([
    import(new URL("pagefind/pagefind.js", site)),
    fetch(new URL("find/facets.json", site)).then((answer) => answer.json()),
    fetch(new URL("find/words.txt", site)).then((answer) => answer.text()),
  ]);
  // Without its worker there is one file less to fetch, and a question takes no longer.
  await pagefind.options({
    noWorker: true,
    baseUrl: site.pathname,
    ranking: { termFrequency: 0.7, pageLength: 0.4, metaWeights: { title: 6, lead: 2, kind: 0, published: 0, note: 0, image: 0, image_alt: 0 } },
  });
  return new Search(pagefind, facets, words.trim().split("\n"));
}

class Search {
  constructor(pagefind, { ids, facets, alike }, words) {
    this.pagefind = pagefind;
    // Numbers are written as the steps between them, which weigh less.
    this.facets = Object.fromEntries(Object.entries(facets).map(([facet, values]) => [facet, Object.fromEntries(Object.entries(values).map(([value, steps]) => [value, summed(steps)]))]));
    this.numbers = new Map(ids.map((id, number) => [id, number]));
    this.words = new Map(words.map((word, rank) => [word, rank]));
    this.alike = alike.map((phrases) => phrases.map((phrase) => plain(phrase)));
    for (const phrases of this.alike) for (const phrase of phrases) for (const word of phrase) if (!this.words.has(word)) this.words.set(word, words.length);
    this.answers = new Map();
    this.handles = new Map();
  }

  get size() {
    return this.numbers.size;
  }

  // What a card shows of a briefing. Asking for every briefing takes long, so only a list without words does it.
  async card(number) {
    if (!this.handles.has(number)) {
      this.all ??= this.pagefind.search(null);
      this.remember(await this.all);
    }
    return this.handles.get(number).data();
  }

  // Pagefind's ways to its pages, by our numbers; and its scores.
  remember(found) {
    const scores = new Map();
    for (const result of found.results) {
      const number = this.numbers.get(result.id);
      scores.set(number, result.score);
      this.handles.set(number, result);
    }
    return scores;
  }

  // The numbers of the briefings that answer `text`, best first, and how its words were read.
  async find(text) {
    const asked = plain(text);
    if (!asked.length) return { numbers: [...this.numbers.values()], mended: [] };
    const { words, mended } = this.mend(asked);
    const meanings = this.telling(this.meanings(words));
    const scores = new Map();
    let best = 0;
    for (const { phrases, weight } of meanings) {
      // `scr` is no beginning of `screen`.
      const exact = phrases.length > 1 && phrases[0].length === 1 && phrases[0][0].length < 6;
      const found = new Map();
      for (const [rank, phrase] of phrases.entries()) {
        // Where a word has found plenty, others like it would only cost the reader's data.
        if (found.size >= PLENTY) break;
        for (const [number, score] of await this.ask(phrase, exact || (rank > 0 && phrase.length > 1))) {
          // What the reader wrote counts for more than what only means the same.
          const worth = score * (rank === 0 ? 1 : 0.75);
          if (worth > (found.get(number) ?? 0)) found.set(number, worth);
        }
      }
      const top = Math.max(0, ...found.values());
      const rare = Math.log(1 + this.numbers.size / (1 + found.size)) + 0.15;
      for (const [number, score] of found) {
        const sum = (scores.get(number) ?? 0) + weight * rare * (0.35 + 0.65 * score / top);
        scores.set(number, sum);
        best = Math.max(best, sum);
      }
    }
    const whole = meanings.length > 1 ? await this.ask(meanings.flatMap(({ phrases }) => phrases[0])) : new Map();
    const near = Math.max(0, ...whole.values());
    for (const [number, score] of whole) scores.set(number, (scores.get(number) ?? 0) + best * 0.35 * score / near);
    const limit = Math.max(0, ...scores.values()) * WORTH;
    const numbers = [...scores.keys()].filter((number) => scores.get(number) >= limit);
    numbers.sort((one, other) => scores.get(other) - scores.get(one) || one - other);
    return { numbers, mended };
  }

  // Pagefind's answer to some words; `exact` asks for them in a row.
  async ask(words, exact = false) {
    const key = exact ? `"${words.join(" ")}"` : words.join(" ");
    if (!this.answers.has(key)) {
      this.answers.set(key, this.pagefind.search(key).then((found) => this.remember(found)));
    }
    return this.answers.get(key);
  }

  // Each run of words that has others of the same meaning, and each other word that says something.
  meanings(words) {
    const made = [];
    let at = 0;
    while (at < words.length) {
      const hits = this.alike.flatMap((phrases) => phrases.filter((phrase) => starts(words, phrase, at)).map((phrase) => ({ phrase, phrases })));
      hits.sort((one, other) => other.phrase.length - one.phrase.length);
      const hit = hits[0];
      if (hit) {
        const others = hits.filter(({ phrase }) => phrase.length === hit.phrase.length).flatMap(({ phrases }) => phrases);
        made.push({ phrases: [hit.phrase, ...others.filter((phrase) => phrase !== hit.phrase)], weight: weight(hit.phrase) });
        at += hit.phrase.length;
      } else {
        if (!SMALL.has(words[at])) made.push({ phrases: [[words[at]]], weight: weight([words[at]]) });
        at += 1;
      }
    }
    return made.length ? made : [{ phrases: [words], weight: 1 }];
  }

  // Of many meanings those that tell briefings apart: the rarest, with the spare ones last.
  telling(meanings) {
    const rarity = ({ phrases, weight }) => (weight < 1 ? -1 : Math.max(...phrases[0].map((word) => this.words.get(word) ?? this.words.size)));
    let room = TELLING;
    const kept = new Set();
    for (const meaning of [...meanings].sort((one, other) => rarity(other) - rarity(one))) {
      const many = meaning.phrases[0].length;
      if (many <= room || !kept.size) kept.add(meaning);
      room -= kept.has(meaning) ? many : 0;
    }
    return meanings.filter((meaning) => kept.has(meaning));
  }

  // A word that no briefing has becomes the nearest one that they do have.
  mend(words) {
    const mended = [];
    const better = words.map((word) => {
      if (word.length < 4 || SMALL.has(word) || this.words.has(word) || /\d/.test(word)) return word;
      const near = this.nearest(word);
      if (near && near !== word) mended.push([word, near]);
      return near ?? word;
    });
    return { words: better, mended };
  }

  nearest(word) {
    const allowed = word.length < 9 ? 1 : 2;
    let best = null;
    let least = Infinity;
    for (const [known, rank] of this.words) {
      if (Math.abs(known.length - word.length) > allowed || known.length < 3) continue;
      const far = distance(word, known, allowed);
      if (far > allowed) continue;
      // Of two that are as near, the one with the same beginning, then the more frequent.
      const cost = far + (known[0] === word[0] ? 0 : 0.5) + rank / 1e6;
      if (cost < least) [best, least] = [known, cost];
    }
    // `played` for `play`, `sisters` for `sister`: an ending is no misspelling.
    return best && !(word.startsWith(best) || best.startsWith(word)) ? best : null;
  }

  // For each value of each filter: how many of `numbers` have it, with the other filters as they are.
  counts(numbers, state) {
    const counts = {};
    for (const [facet, values] of Object.entries(this.facets)) {
      const others = new Set(this.filter(numbers, { ...state, [facet]: [] }));
      counts[facet] = Object.fromEntries(Object.entries(values).map(([value, own]) => [value, own.filter((number) => others.has(number)).length]));
    }
    return counts;
  }

  // Of one filter any value will do; of several filters each must agree.
  filter(numbers, state) {
    const sets = Object.entries(state).filter(([, values]) => values.length).map(([facet, values]) => new Set(values.flatMap((value) => this.facets[facet]?.[value] ?? [])));
    return numbers.filter((number) => sets.every((set) => set.has(number)));
  }
}

function plain(text) {
  return text.toLowerCase().replace(/[’‘]/g, "'").match(/[\p{L}\p{N}]+(?:'[\p{L}]+)?/gu) ?? [];
}

function summed(steps) {
  let at = 0;
  return steps.map((step) => (at += step));
}

function weight(phrase) {
  return phrase.every((word) => SPARE.has(word)) ? 0.3 : 1;
}

function starts(words, phrase, at) {
  return phrase.every((word, index) => words[at + index] === word);
}

// Letters to add, drop, change or swap, as far as `limit`.
export function distance(one, other, limit) {
  let before = [];
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) {
      next[j] = Math.min(next[j - 1] + 1, row[j] + 1, row[j - 1] + (one[i - 1] === other[j - 1] ? 0 : 1));
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) next[j] = Math.min(next[j], before[j - 2] + 1);
    }
    if (Math.min(...next) > limit) return limit + 1;
    [before, row] = [row, next];
  }
  return row[other.length];
}

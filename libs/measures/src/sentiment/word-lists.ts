/** How much a degree adverb adds or takes: the mean difference that people saw (Hutto & Gilbert 2014). */
const boost = 0.293;

const strengthening = [
  'absolutely amazingly awfully completely considerable considerably decidedly deeply effing enormous enormously entirely',
  'especially exceptional exceptionally extreme extremely fabulously flipping flippin frackin fracking fricking frickin',
  'frigging friggin fully fuckin fucking fuggin fugging greatly hella highly hugely incredible incredibly intensely major',
  'majorly more most particularly purely quite really remarkably so substantially thoroughly total totally tremendous',
  'tremendously uber unbelievably unusually utter utterly very',
].flatMap((line) => line.split(' '));

const weakening = [
  'almost barely hardly kinda kindof kind-of less little marginal marginally occasional occasionally partly scarce',
  'scarcely slight slightly somewhat sorta sortof sort-of',
].flatMap((line) => line.split(' '));

/** Degree adverbs, and what each adds to the valence of a positive word that follows; of a negative one it is taken. */
export const boosters: ReadonlyMap<string, number> = new Map([
  ...strengthening.map((word) => [word, boost] as const),
  ...weakening.map((word) => [word, -boost] as const),
]);

/** Degree adverbs of several words. */
export const boosterPhrases: ReadonlyMap<string, number> = new Map(
  ['just enough', 'kind of', 'sort of'].map((phrase) => [phrase, -boost] as const),
);

const negations: ReadonlySet<string> = new Set(
  [
    'aint arent cannot cant couldnt darent didnt doesnt dont hadnt hasnt havent isnt mightnt mustnt neither neednt never',
    'none nope nor not nothing nowhere oughtnt shant shouldnt uhuh uh-uh wasnt werent without wont wouldnt rarely seldom',
    'despite',
  ].flatMap((line) => line.split(' ')),
);

/** Whether a word, in lower case, turns round what follows it: one of the list, or any with n’t. */
export function isNegation(word: string): boolean {
  return negations.has(word) || word.includes("n't");
}

/** Phrases that hold a word of the lexicon and mean something else: their valence replaces the word's. */
export const specialPhrases: ReadonlyMap<string, number> = new Map([
  ['the shit', 3],
  ['the bomb', 3],
  ['bad ass', 1.5],
  ['badass', 1.5],
  ['bus stop', 0],
  ['yeah right', -2],
  ['kiss of death', -1.5],
  ['to die for', 3],
  ['beating heart', 3.1],
  ['broken heart', -2.9],
]);

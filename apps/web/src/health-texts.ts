/** The texts about health on the page of a relationship; its sentences are those of `health-words.ts`. */
export const healthTexts = {
  title: 'Health',
  label: (text: string) => `Health over time; now ${text}`,
  changedBy: 'what changed it',
  madeOf: 'made of',
  part: (label: string, points: string) => `${points} ${label}`,
  measured: (value: string, unit: string, score: string, weight: string) =>
    `Measured: ${value} ${unit}. That is ${score} of 100, and its weight is ${weight}.`,
  older: 'Older changes are not kept.',
};

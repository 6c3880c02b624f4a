/**
 * How sentiments that capture measures are named. The version stands for everything that a value depends on: rules, lexicon,
 * the cutting of quotes, the detector of languages, the rounding; whoever changes one of them raises it.
 */
export const measuredSentiment = { scorer: 'vader', version: 'tend-2' } as const;

const measuredVersion = /^tend-\d+$/;

/**
 * Data as a source gave it: without the sentiment that capture measured in its text, whatever version measured it. It
 * follows from the sealed text; so records that are otherwise equal are the same, also after the scorer was changed.
 */
export function givenData<Data extends object>(data: Data): Data | Omit<Data, 'sentiment'> {
  if (!('sentiment' in data)) return data;
  const { sentiment, ...given } = data;
  return isMeasured(sentiment) ? given : data;
}

/** Whether capture measured a sentiment: of one that is recorded, because from outside none is taken as that. */
export function isMeasured(sentiment: unknown): boolean {
  const { scorer, version } = (sentiment ?? {}) as { scorer?: unknown; version?: unknown };
  return scorer === measuredSentiment.scorer && typeof version === 'string' && measuredVersion.test(version);
}

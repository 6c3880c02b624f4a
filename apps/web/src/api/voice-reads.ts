import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { CountedAnswersAnswer, VoiceAnswer } from '#workspace/voice/voice-answers.js';
import type { Moment } from './made-reads.js';
import { getJson } from './request.js';

/** What the page of the voice of customers is narrowed to. */
export interface VoiceChoice {
  readonly instrument: string | undefined;
  readonly segment: string | undefined;
}

const answersShown = 50;
const monthsShown = 24;

/** The measures, whole and by month; they follow the ledger. */
export const voiceMeasures = ({ instrument, segment }: VoiceChoice, { asOf, knownBy }: Moment) =>
  queryOptions({
    queryKey: ['ledger', 'voice', instrument, segment, asOf, knownBy],
    queryFn: async ({ signal }) =>
      getJson<VoiceAnswer>('/voice', { by: 'month', limit: monthsShown, instrument, segment, asOf, knownBy }, signal),
    placeholderData: keepPreviousData,
  });

/** The answers that count, page by page; left alone while they are read. */
export const countedAnswers = ({ instrument, segment }: VoiceChoice, { asOf, knownBy }: Moment) =>
  infiniteQueryOptions({
    queryKey: ['voice', 'answers', instrument, segment, asOf, knownBy],
    queryFn: async ({ pageParam: after, signal }) =>
      getJson<CountedAnswersAnswer>(
        '/voice/answers',
        { instrument, segment, asOf, knownBy, after, limit: answersShown },
        signal,
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next,
  });

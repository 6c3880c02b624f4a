import type { ProcessAnswer } from '#workspace/processes/process-answers.js';
import { cannedExperience } from './canned-process-experience.js';
import { cannedLoad } from './canned-process-times.js';

const none = { n: 0, min: 0, median: 0, mean: 0, p90: 0, max: 0, sum: 0 };
const { effort, associations, needs: _needs, ...experience } = cannedExperience;

/** Parts of a process of which nobody is known, nothing has ended, and nothing says what is open. */
export const nothingToTell: Required<Pick<ProcessAnswer, 'experience' | 'load' | 'waits'>> = {
  experience: {
    ...experience,
    effort: { ...effort, toEnd: none, medianToEnd: undefined },
    relationships: { total: 0, casesWithout: 400, phases: [] },
    voice: { relationships: 0, answering: 0, complaining: 0, complaints: 0, surveys: [] },
    associations: { ...associations, cases: 0, endings: 0, judged: 0, tooEarly: 0, withoutRelationship: 0, of: [] },
    bottlenecks: { activities: [], cases: 0, casesWithout: 0, relationshipsTotal: 0, relationships: [] },
  },
  load: { ...cannedLoad, periods: [], periodsTotal: 0 },
  waits: {
    profileTooLarge: { groups: 600, pairs: 360_000, groupsMax: 50_000_000, pairsMax: 250_000 },
    unusual: { of: 'durations', total: 0, inOpenCases: 0, rows: [] },
  },
};

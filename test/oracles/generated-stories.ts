import { labelOf } from '#read-models/trajectory-rows.js';
import type { TrajectoryDocument } from '#read-models/trajectory-document.js';
import { portfolioTruths } from '#workspace/demonstration/portfolio.js';
import type { LocalTend } from '#workspace/local-tend.js';
import type { GenerateOptions } from '#workspace/tend.js';
import { findRelationship } from '#workspace/relationships/portfolio.js';
import type { StoryFound } from './confusion-table.js';

/** Generates a portfolio into an empty workspace, and asks it for the phases of every relationship that was told. */
export async function findStories(tend: LocalTend, options: Omit<GenerateOptions, 'until'>): Promise<StoryFound[]> {
  const { refused } = await tend.generate(options, {});
  if (refused > 0) throw new Error(`${refused} touchpoints were refused.`);
  // Which also waits until all of it is folded.
  await tend.made.documents('trajectory', { limit: 1 });
  const found: StoryFound[] = [];
  for (const truth of portfolioTruths(options)) {
    const key = findRelationship(tend.workspace, truth.relationship);
    const { document } = await tend.made.document('trajectory', key, {});
    const { history, phase } = (document as unknown as TrajectoryDocument).trajectory;
    const phases = [...history, phase].map((entry) => ({ label: labelOf(entry), detectedAt: entry.detectedAt }));
    found.push({ truth, phases });
  }
  return found;
}

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { LocalTend } from '../local-tend.js';
import { refusalOf, testFolder } from '../testing.js';
import { overviewProjections, readsOf } from './figure-reads.js';

jest.setTimeout(120_000);

const folder = testFolder();
let tend: LocalTend;
beforeAll(async () => {
  tend = await folder.open();
  await tend.generate({ relationships: 30, events: 1_500, seed: 4 }, {});
});
afterAll(() => folder.dispose());

describe('an overview of some figures', () => {
  it.each([{}, { channel: 'email' }, { team: 'none' }] as const)(
    'of %j has each as the whole has it, and reads nothing else',
    async (part) => {
      // Whose people are too few is another matter.
      const asked = { ...part, asOf: '2026-10-30' };
      const data = { version: '1', agreementRef: 'works agreement 12', teamMin: 1 };
      await tend.rules.publish([{ type: 'WorkforcePolicyPublished', data }], {});
      const whole = await tend.portfolio.overview(asked);
      expect(whole.numbers.length).toBeGreaterThan(25);
      for (const number of whole.numbers) {
        const { numbers, cohorts, segments } = await tend.portfolio.overview({ ...asked, figures: [number.id] });
        expect([numbers, cohorts, segments]).toEqual([[number], [], []]);
      }
      const figures = ['people', 'at-risk', 'second-contact-day'];
      const some = await tend.portfolio.overview({ ...asked, figures });
      expect(some.numbers).toEqual(whole.numbers.filter(({ id }) => figures.includes(id)));
    },
  );

  it('reads the rows and totals of these alone, and of the beginning only what is compared with it', () => {
    expect(overviewProjections({ figures: ['needs-met'] })).toEqual(['needs']);
    expect(readsOf({ figures: ['at-risk', 'proactive'] })).toMatchObject({
      begin: { rows: [], totals: ['contact-days', 'plays'] },
      end: { rows: ['trajectory', 'breaches', 'contracts', 'stakeholders'], totals: ['contact-days', 'plays'] },
    });
    expect(readsOf({ figures: ['left'] }).begin.rows).toContain('value');
  });

  it('is refused of what is no figure', async () => {
    for (const figure of ['mood', '', 'at-risk-eur']) {
      const { code, violations } = await refusalOf(() => tend.portfolio.overview({ figures: [figure] }));
      expect([code, violations[0]!.field]).toEqual(['invalid', 'figures']);
    }
  });
});

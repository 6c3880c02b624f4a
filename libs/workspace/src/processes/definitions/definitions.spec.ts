import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { fixedClock } from '#core/testing.js';
import type { LocalTend } from '../../local-tend.js';
import { importLines, now, refusalOf, testFolder, type TestFolder, type TestTouchpoint } from '../../testing.js';
import type { DefineQuery } from './definition-answers.js';

jest.setTimeout(120_000);

/** The steps of a case, an hour apart, from a day of January 2026 on. */
const caseOf = (number: string, day: number, ...activities: readonly string[]): TestTouchpoint[] =>
  activities.map((activity, hour) => ({
    id: `${number}/${hour}`,
    at: new Date(Date.UTC(2026, 0, day, hour)).toISOString(),
    customer: `Customer ${number}`,
    step: ['helpdesk', number, activity],
  }));

const log = [
  ...caseOf('1', 5, 'Open', 'Wait', 'Resolve', 'Closed'),
  ...caseOf('2', 6, 'Open', 'Resolve', 'Closed'),
  ...caseOf('3', 7, 'Open', 'Resolve'),
  ...caseOf('4', 8, 'Open', 'Wait'),
  ...caseOf('5', 9, 'Open', 'Closed', 'Reopened', 'Resolve'),
];

describe('a process', () => {
  let folder: TestFolder;
  let clock: ReturnType<typeof fixedClock>;
  let tend: LocalTend;

  beforeEach(async () => {
    folder = testFolder();
    clock = fixedClock(now);
    tend = await folder.open({ clock, user: 'ann' });
    await importLines(tend, log);
  });
  afterEach(() => folder.dispose());

  const define = async (query: Omit<DefineQuery, 'process'>, process = 'helpdesk') => {
    const answer = await tend.processDefinitions.define({ process, ...query }, {});
    clock.advance(60_000);
    return answer;
  };
  const refusal = (query: Omit<DefineQuery, 'process'>, process = 'helpdesk') =>
    refusalOf(() => tend.processDefinitions.define({ process, ...query }, {}));
  const versions = async () =>
    (await tend.processDefinitions.list('helpdesk')).versions.map(
      ({ version, standing, differences }) =>
        `${version} ${standing}: ${differences.map(({ part }) => part).join(', ')}`,
    );

  it('is defined bit by bit, each version with what it changed', async () => {
    const first = await define({ change: { terminal: ['Closed'] } });
    expect(first).toMatchObject({
      version: '1',
      definition: { process: 'helpdesk', terminal: ['Closed'] },
      differences: [{ part: 'terminal', after: ['Closed'] }],
      published: { published: [{ type: 'ProcessDefined', scope: 'helpdesk', actor: { name: 'ann' } }], unchanged: 0 },
    });
    expect(first).not.toHaveProperty('before');
    const second = await define({ change: { sequence: ['Open', 'Resolve', 'Closed'], reopening: ['Reopened'] } });
    expect(second).toMatchObject({
      version: '2',
      before: { version: '1', effectiveFrom: '2026-11-24T12:00:00.000Z' },
      definition: { terminal: ['Closed'], reopening: ['Reopened'], sequence: ['Open', 'Resolve', 'Closed'] },
    });
    expect(await versions()).toEqual(['2 valid: reopening, path', '1 replaced: terminal']);
    // What reads it sees it: cases 1 and 2 have ended.
    expect((await tend.process('helpdesk', {})).open).toBe(3);
  });

  it('says how its cases would stand', async () => {
    const { cases } = await define({ change: { terminal: ['Closed'], reopening: ['Reopened'] }, dryRun: true });
    expect(cases).toEqual({
      cases: 5,
      withTerminal: 3,
      ended: 2,
      open: 3,
      undeclared: 0,
      openLast: [
        { activity: 'Resolve', cases: 2 },
        { activity: 'Wait', cases: 1 },
      ],
    });
    expect((await define({ change: { stages: ['Open', 'Resolve'] }, dryRun: true })).cases).toMatchObject({
      withTerminal: 0,
      ended: 0,
      open: 0,
      undeclared: 5,
    });
  });

  it('is only shown by a dry run', async () => {
    const shown = await define({ change: { terminal: ['Closed'] }, dryRun: true });
    expect(shown).not.toHaveProperty('published');
    expect(shown.differences).toHaveLength(1);
    expect(await versions()).toEqual([]);
    // And refused as it would be.
    const { violations } = await refusal({ change: { stages: ['A', 'A'] }, dryRun: true });
    expect(violations).toEqual([{ field: 'stages.1', message: '“A” is named twice' }]);
  });

  it('is not published again where nothing is changed, also with lists in another order', async () => {
    await define({ change: { terminal: ['Closed', 'Resolve'] } });
    for (const terminal of [
      ['Closed', 'Resolve'],
      ['Resolve', 'Closed'],
    ]) {
      const again = await define({ change: { terminal } });
      expect([again.version, again.differences, again.published]).toMatchObject([
        '1',
        [],
        { published: [], unchanged: 1 },
      ]);
    }
    expect(await versions()).toHaveLength(1);
  });

  it('holds from when it is said to, with what holds then', async () => {
    await define({ change: { terminal: ['Closed'] } });
    const past = await define({ change: {}, effectiveFrom: '2026-01-01' });
    expect(past).toMatchObject({ version: '1', effectiveFrom: '2026-01-01T00:00:00.000Z', differences: [] });
    expect(past.published!.published).toHaveLength(1);
    expect((await tend.process('helpdesk', { asOf: '2026-01-31' })).open).toBe(2);
    // Changed for the past alone: what holds now is another one, and that is said.
    const { warnings, before } = await define({ change: { stages: ['Open', 'Closed'] }, effectiveFrom: '2026-01-01' });
    expect(before).toEqual({ version: '1', effectiveFrom: '2026-01-01T00:00:00.000Z' });
    expect(warnings).toEqual([
      {
        field: 'effectiveFrom',
        message: 'From 2026-11-24 12:00 on version “1” holds in its place: what is changed is changed only until then.',
      },
    ]);
    const coming = await define({ change: { terminal: ['Closed', 'Resolve'] }, effectiveFrom: '2027-01-01' });
    expect(coming).toMatchObject({ version: '3', before: { version: '1' } });
    expect(await versions()).toEqual([
      '3 coming: terminal',
      '1 valid: stages',
      '2 replaced: stages',
      '1 replaced: terminal',
    ]);
  });

  it('is told to hold for all that is known, where it holds from now on', async () => {
    const { warnings } = await define({ change: { terminal: ['Closed'] } });
    expect(warnings).toEqual([
      {
        field: 'effectiveFrom',
        message:
          'It holds from now on: as of a moment before nothing is declared. To let it hold for all that is known, publish it from 2026-01-05 on (--from).',
      },
    ]);
    await define({ change: {}, effectiveFrom: '2026-01-05' });
    expect((await define({ change: { stages: ['Open', 'Closed'] } })).warnings).toEqual([]);
  });

  it('is warned of activities that nobody has seen, with those that may be meant', async () => {
    const { warnings } = await define({
      change: {
        terminal: ['closed', 'Closed'],
        stages: ['Open', 'closed', 'Archived'],
        targets: [{ target: 'reply', limitHours: 4, to: { activities: ['Resolv'] }, pausedByCustomer: true }],
        sequence: ['__proto__'],
      },
      effectiveFrom: '2026-01-01',
    });
    expect(warnings.map(({ field, message }) => `${field}: ${message}`)).toEqual([
      'terminal: “closed” was never seen in “helpdesk”. Did you mean “Closed”?',
      'sequence: “__proto__” was never seen in “helpdesk”.',
      'stages: “Archived” was never seen in “helpdesk”.',
      'target reply: “Resolv” was never seen in “helpdesk”. Did you mean “Resolve”?',
      'target reply: It is never paused: no activity is declared to wait for the customer.',
    ]);
  });

  it('can be defined before a step of it is known, and is said to be unknown', async () => {
    const { warnings, cases } = await define({ change: { terminal: ['Closed'] } }, 'helpdsk');
    expect(warnings).toEqual([
      { field: 'process', message: 'No step of “helpdsk” is known yet. Did you mean “helpdesk”?' },
    ]);
    expect(cases).toBeUndefined();
    expect((await tend.processDefinitions.list('helpdsk')).versions).toHaveLength(1);
  });

  it('goes back to the version before, and forward again', async () => {
    await define({ change: { terminal: ['Closed'] } });
    await define({ change: { stages: ['Open', 'Closed'] } });
    const back = await define({ revert: {} });
    expect(back).toMatchObject({ version: '1', before: { version: '2' }, definition: { terminal: ['Closed'] } });
    expect(back.definition).not.toHaveProperty('stages');
    expect(await define({ revert: {} })).toMatchObject({ version: '2', definition: { stages: ['Open', 'Closed'] } });
    expect(await define({ revert: { version: '1' } })).toMatchObject({ version: '1' });
    expect(await define({ revert: { version: '1' } })).toMatchObject({ published: { unchanged: 1 } });
    const { code, message, hint } = await refusal({ revert: { version: '7' } });
    expect([code, message, hint]).toEqual(['not-found', '“helpdesk” has no version “7”.', 'There are: 1, 2.']);
  });

  it('keeps what was said before, also where the clock was put back meanwhile', async () => {
    await define({ change: { terminal: ['Closed'] } });
    clock.set(now - 3_600_000);
    expect(await define({ change: { stages: ['Open', 'Closed'] } })).toMatchObject({
      version: '2',
      definition: { terminal: ['Closed'], stages: ['Open', 'Closed'] },
    });
  });

  it('goes back from the first version to what declares nothing', async () => {
    await define({ change: { terminal: ['Closed'] } });
    expect((await tend.process('helpdesk', {})).open).toBe(2);
    expect(await define({ revert: {} })).toMatchObject({ version: '2', definition: { terminal: [] } });
    expect(await tend.process('helpdesk', {})).not.toHaveProperty('open');
    expect(await define({ revert: {} })).toMatchObject({ version: '1' });
    expect((await refusal({ revert: {}, version: '1' })).message).toContain('a version keeps its name');
    expect((await refusal({ revert: {} }, 'sales')).message).toContain('nothing is declared that could be taken back');
  });

  it('is called as it is said to be, once', async () => {
    expect(await define({ change: { terminal: ['Closed'] }, version: '2026 spring' })).toMatchObject({
      version: '2026 spring',
    });
    expect(await define({ change: { terminal: [] } })).toMatchObject({ version: '1' });
    const { violations } = await refusal({ change: { terminal: ['Resolve'] }, version: '2026 spring' });
    expect(violations.map(({ field }) => field)).toEqual(['version']);
    expect(await define({ change: { terminal: ['Closed'] }, version: '2026 spring' })).toMatchObject({
      published: { unchanged: 0 },
    });
  });

  it('takes its path from BPMN', async () => {
    const xml = `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t"><process id="p">
      <startEvent id="s"/><task id="a" name="Open"/><exclusiveGateway id="x"/><task id="b" name="Wait"/>
      <task id="c" name="Closed"/><endEvent id="e"/>
      <sequenceFlow id="f1" sourceRef="s" targetRef="a"/><sequenceFlow id="f2" sourceRef="a" targetRef="x"/>
      <sequenceFlow id="f3" sourceRef="x" targetRef="b"/><sequenceFlow id="f4" sourceRef="x" targetRef="c"/>
      <sequenceFlow id="f5" sourceRef="b" targetRef="c"/><sequenceFlow id="f6" sourceRef="c" targetRef="e"/>
      </process></definitions>`;
    await define({ change: { sequence: ['Open'], terminal: ['Closed'] } });
    const { definition, warnings } = await define({ bpmn: xml });
    expect(definition).not.toHaveProperty('sequence');
    expect(definition.model!.nodes.flatMap(({ activity }) => activity ?? [])).toEqual(['Open', 'Wait', 'Closed']);
    expect(warnings.map(({ field }) => field)).toEqual(['effectiveFrom']);
    const { conformance } = await tend.process('helpdesk', { show: ['conformance'] });
    expect(conformance).toMatchObject({ path: 'graph', cases: 5, fitting: 0 });
    expect((await refusal({ bpmn: xml.replaceAll('task', 'subProcess') })).message).toContain(
      'cannot be read as an expected path',
    );
    expect((await refusal({ bpmn: xml, change: { sequence: ['A'] } })).violations.map(({ field }) => field)).toEqual([
      'bpmn',
    ]);
  });

  it('is refused with what is wrong, by the names of what was asked', async () => {
    const fieldsOf = async (query: Omit<DefineQuery, 'process'>) =>
      (await refusal(query)).violations.map(({ field }) => field);
    expect(await fieldsOf({ change: { terminal: 'Closed' } as never })).toContain('change.terminal');
    expect(await fieldsOf({ change: { steps: [] } as never })).toEqual(['change.steps']);
    expect(await fieldsOf({ change: {}, effectiveFrom: '2026-01-01' })).toEqual(['change']);
    expect(await fieldsOf({ change: { terminal: [] } })).toEqual(['change']);
    expect(await fieldsOf({ change: { calendar: 'office' } })).toEqual(['calendar']);
    expect(await fieldsOf({ change: { caseType: 'kind' } })).toEqual(['caseType']);
    expect(await fieldsOf({ change: { terminal: [] }, revert: {} })).toEqual(['revert']);
    expect(await fieldsOf({ change: { terminal: [] }, effectiveFrom: 'soon' })).toEqual(['effectiveFrom']);
    expect(await fieldsOf({ change: { terminal: ['A'] }, version: 'a\nb' })).toEqual(['version']);
    const unknown = await refusal({ change: { without: ['stage'] } });
    expect(unknown.message).toContain('“stage” is neither a part nor a target of it: perhaps stages');
    expect(await versions()).toEqual([]);
    expect((await refusalOf(() => tend.processDefinitions.list('helpdsk'))).message).toContain(
      'Did you mean “helpdesk”?',
    );
  });

  it('changed by two at once has what both say', async () => {
    const calendar = { version: '1', calendar: 'office', zone: 'UTC', hours: [], holidays: [] };
    await tend.rules.publish([{ type: 'CalendarPublished', data: calendar }], {});
    const answers = await Promise.allSettled([
      tend.processDefinitions.define({ process: 'helpdesk', change: { terminal: ['Closed'] } }, {}),
      tend.processDefinitions.define({ process: 'helpdesk', change: { stages: ['A', 'A'] } }, {}),
      tend.processDefinitions.define({ process: 'helpdesk', change: { calendar: 'office' } }, {}),
      tend.processDefinitions.define({ process: 'helpdesk', change: { reopening: ['Reopened'] } }, {}),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
    const [{ definition, version }] = (await tend.processDefinitions.list('helpdesk')).versions as never as [
      { definition: object; version: string },
    ];
    expect([version, definition]).toEqual([
      '3',
      { process: 'helpdesk', terminal: ['Closed'], reopening: ['Reopened'], calendar: 'office' },
    ]);
  });
});

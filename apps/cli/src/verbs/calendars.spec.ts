import { afterEach, describe, expect, it } from '@jest/globals';
import type { CalendarPublished } from '#domain/events/rules.js';
import type { NewRule } from '#workspace/rules/rule-answers.js';
import { lines, run, serve, type Asked } from '../testing.js';

const week = [1, 2, 3, 4, 5].map((weekday) => ({ weekday, open: '09:00', close: '17:00' }));
const office: CalendarPublished = {
  version: '1',
  calendar: 'office',
  zone: 'Europe/Vienna',
  hours: week,
  holidays: ['2026-01-01', '2026-12-24', '2026-12-25'],
  holidaysOf: { country: 'AT', fromYear: 2026, toYear: 2026 },
};
const row = {
  id: 'a',
  type: 'CalendarPublished',
  scope: 'office',
  version: '1',
  effectiveFrom: '2026-01-01T00:00:00.000Z',
  recordedAt: '2026-01-01T00:00:00.000Z',
  actor: { id: 'b', name: 'Ann Mills' },
  standing: 'valid',
  data: office,
};
// What the country of a test has: Austria and its parts one day, any other two.
const daysOf = (of: CalendarPublished['holidaysOf']): readonly string[] =>
  of === undefined ? [] : of.country === 'AT' ? ['2026-01-01', '2026-12-25'] : ['2027-01-01'];

describe('calendars', () => {
  const given = { environment: { TEND_TOKEN: 't' } };
  const servers: Awaited<ReturnType<typeof serve>>[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close();
  });

  /** A server that adds holidays as the real one does, and knows what is published. */
  const serving = async (rules: readonly object[]) => {
    const publish = (asked: Asked, response: Parameters<ReturnType<typeof lines>>[1]) => {
      const {
        rules: [rule],
        dryRun,
      } = JSON.parse(asked.body) as { rules: [NewRule]; dryRun?: true };
      const calendar = rule.data as unknown as CalendarPublished;
      const data = {
        ...calendar,
        holidays: [...new Set([...calendar.holidays, ...daysOf(calendar.holidaysOf)])].sort(),
      };
      const isHeld = rules.some(
        (one) => JSON.stringify(sorted((one as typeof row).data)) === JSON.stringify(sorted(data)),
      );
      const published = isHeld || dryRun === true ? [] : [{ ...row, version: data.version, data }];
      const would = dryRun === true ? { wouldPublish: isHeld ? [] : [{ ...rule, data }] } : {};
      return lines({ result: { published, unchanged: Number(isHeld), readers: [], ...would } })(asked, response);
    };
    const server = await serve({
      'GET /rules': { asOf: '2026-11-24T12:00:00.000Z', rules, types: [] },
      'POST /commands/PublishRules': publish,
    });
    servers.push(server);
    return server;
  };
  const sorted = (value: object) => Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  const tend = async (words: readonly string[], rules: readonly object[] = [row]) => {
    const { url, asked } = await serving(rules);
    const ended = await run(['calendars', ...words, '--server', url], given);
    const bodies = asked
      .filter(({ method }) => method === 'POST')
      .map(({ body }) => JSON.parse(body) as { rules: [NewRule]; dryRun?: true });
    return { ...ended, last: bodies.at(-1) };
  };

  it('are listed, and shown with all their days', async () => {
    const listed = await tend([]);
    expect(listed.stdout).toMatch(
      /office +1 +Europe\/Vienna +Mon–Fri 09:00–17:00 +3 +AT 2026 +2026-01-01 00:00 +valid/,
    );
    expect((await tend([], [])).stdout).toContain('No calendar is published: every hour counts.');
    const { stdout } = await tend(['show', 'office']);
    expect(stdout).toBe(`office: open Mon–Fri 09:00–17:00, Europe/Vienna
3 holidays, with those of AT 2026:
  2026: Thu 01-01, Thu 12-24, Fri 12-25
`);
    const unknown = await tend(['show', 'ofice']);
    expect([unknown.status, unknown.stderr]).toEqual([
      1,
      expect.stringContaining('No calendar “ofice” is published. Did you mean “office”?'),
    ]);
  });

  it('begin with a zone and hours', async () => {
    const words = ['define', 'shop', '--zone', 'Europe/Vienna', '--hours', 'Mon-Fri 9-17', '--hours', 'Sat 10-13:30'];
    const more = [
      '--holidays',
      '2026-12-24, 2026-12-31',
      '--country',
      'AT',
      '--region',
      '9',
      '--years',
      '2026-2028',
      '--from',
      '2026-01-01',
    ];
    const { last, stdout } = await tend([...words, ...more], []);
    expect(last).toEqual({
      rules: [
        {
          type: 'CalendarPublished',
          effectiveFrom: '2026-01-01',
          data: {
            version: '1',
            calendar: 'shop',
            zone: 'Europe/Vienna',
            hours: [...week, { weekday: 6, open: '10:00', close: '13:30' }],
            holidays: ['2026-12-24', '2026-12-31'],
            holidaysOf: { country: 'AT', region: '9', fromYear: 2026, toYear: 2028 },
          },
        },
      ],
    });
    expect(stdout).toContain('shop: open Mon–Fri 09:00–17:00, Sat 10:00–13:30, Europe/Vienna');
    expect(stdout).toContain('4 holidays, with those of AT-9 2026–2028:');
    expect(stdout).toContain('holds from 2026-01-01 00:00, with 4 holidays.');
  });

  it('keep what is not named, and are published as the next version', async () => {
    const { last } = await tend(['define', 'office', '--hours', 'Mon 9-12']);
    expect(last!.rules[0].data).toEqual({
      ...office,
      version: '2',
      hours: [{ weekday: 1, open: '09:00', close: '12:00' }],
      // Those of the country come again when it is published.
      holidays: ['2026-12-24'],
    });
    expect((await tend(['define', 'office', '--holidays', '', '--version-name', 'x'])).last!.rules[0].data).toEqual({
      ...office,
      version: 'x',
      holidays: [],
    });
  });

  it('for a time to come keep what is published for it already', async () => {
    const later = { ...office, version: '2', holidaysOf: { country: 'AT', fromYear: 2027, toYear: 2028 } };
    const coming = { ...row, version: '2', standing: 'coming', effectiveFrom: '2027-01-01T00:00:00.000Z', data: later };
    const yearsFrom = async (...from: readonly string[]) => {
      const { last } = await tend(['define', 'office', '--hours', 'Mon 9-12', ...from], [coming, row]);
      return (last!.rules[0].data as unknown as CalendarPublished).holidaysOf!.fromYear;
    };
    expect(await yearsFrom('--from', '2027-01-01')).toBe(2027);
    expect(await yearsFrom('--from', '2027-01-01T00:00:00Z')).toBe(2027);
    expect(await yearsFrom('--from', '2026-12-31')).toBe(2026);
    expect(await yearsFrom('--from', '2020-01-01')).toBe(2026);
    expect(await yearsFrom()).toBe(2026);
  });

  it('leave the days of another country or other years behind, and no day of their own', async () => {
    const { last, stdout } = await tend(['define', 'office', '--country', 'NZ', '--years', '2027']);
    expect(last!.rules[0].data).toMatchObject({
      holidays: ['2026-12-24'],
      holidaysOf: { country: 'NZ', fromYear: 2027, toYear: 2027 },
    });
    expect(stdout).toContain('  2026: Thu 12-24\n  2027: Fri 01-01\n');
    expect((await tend(['define', 'office', '--region', '9'])).last!.rules[0].data['holidaysOf']).toEqual({
      country: 'AT',
      region: '9',
      fromYear: 2026,
      toYear: 2026,
    });
    expect((await tend(['define', 'office', '--years', '2026-2030'])).last!.rules[0].data['holidaysOf']).toEqual({
      country: 'AT',
      fromYear: 2026,
      toYear: 2030,
    });
  });

  it('that say the same keep their version', async () => {
    const same = await tend(['define', 'office', '--zone', 'Europe/Vienna']);
    expect(same.last!.rules[0].data['version']).toBe('1');
    expect(same.stdout).toContain('1 rule held already as given');
    const dry = await tend(['define', 'office', '--zone', 'Europe/Vienna', '--dry-run']);
    expect(dry.stdout).toBe('It holds already as it would be published.\n');
  });

  it('are only shown by a dry run', async () => {
    const { last, stdout } = await tend(['define', 'office', '--hours', 'Mon 9-12', '--dry-run']);
    expect(last!.dryRun).toBe(true);
    expect(stdout).toBe(`office: open Mon 09:00–12:00, Europe/Vienna
3 holidays, with those of AT 2026:
  2026: Thu 01-01, Thu 12-24, Fri 12-25

Nothing is published.
`);
  });

  it.each([
    [['forget', 'office'], 'Use `tend calendars`, or one of define, show.'],
    [['define'], 'define needs the name of a calendar'],
    [['show'], 'show needs the name of a calendar'],
    [['define', 'office'], 'Say what it is, such as --zone Europe/Berlin'],
    [['define', 'office', '--dry-run'], 'Say what it is'],
    [['--zone', 'UTC'], '--zone does not fit here. Say first: tend calendars define NAME.'],
    [['define', 'shop', '--zone', 'UTC'], 'A calendar begins with --zone and --hours: shop is not published yet.'],
    [
      ['define', 'shop', '--zone', 'UTC', '--hours', 'Mon 9-17', '--country', 'AT'],
      '--country needs --years, as 2026-2028.',
    ],
    [
      ['define', 'shop', '--zone', 'UTC', '--hours', 'Mon 9-17', '--years', '2026'],
      'are about the holidays of a --country',
    ],
    [['define', 'office', '--years', 'soon'], 'It must be years, as 2026 or 2026-2028.'],
    [['define', 'office', '--hours', 'all day'], 'It must be such as "Mon-Fri 9:00-17:00'],
  ])('are refused %j', async (words, says) => {
    const { status, stderr, last } = await tend(words);
    expect([status, last]).toEqual([2, undefined]);
    expect(stderr).toContain(says);
  });

  it('tell what is wrong with them by its own name', async () => {
    const violations = [{ field: 'rules[0].data.zone', message: 'zone must be a time zone' }];
    const server = await serve({
      'GET /rules': { asOf: '2026-11-24T12:00:00.000Z', rules: [], types: [] },
      'POST /commands/PublishRules': lines({
        problem: { code: 'invalid', detail: 'rules[0].data.zone …', violations },
      }),
    });
    servers.push(server);
    const words = ['calendars', 'define', 'shop', '--zone', 'Vienna', '--hours', 'Mon 9-17', '--server', server.url];
    expect((await run(words, given)).stderr).toMatch(/^zone must be a time zone\. \(invalid\)$/m);
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parseMapping } from '../mapping-validation.js';
import { importText, memoryPorts, touchpointsOf } from '../testing-ports.js';

/** The one that the documents show. */
const documents = readFileSync('infra/docs/mapping.md', 'utf8');
const shown = /```json\n(\{[^`]*"SurveyAnswered"[^`]*\})\n```/.exec(documents)![1]!;
const mapping = parseMapping(JSON.parse(shown));
const table = [
  'number,email,answered,score,comment,least,greatest',
  '1,ana@example.invalid,2026-03-01T10:00:00Z,9,Quick,1,5',
  '2,bo@example.invalid,2026-03-02T10:00:00Z,11,,,',
].join('\n');

describe('survey answers in a table', () => {
  it('have the scale that the mapping names, by its members', async () => {
    const ports = memoryPorts();
    expect(await importText(ports, table, { mapping })).toMatchObject({ appended: 1, refused: 1 });
    const [answer] = touchpointsOf(ports);
    expect(answer).toMatchObject({
      type: 'SurveyAnswered',
      data: { instrument: 'nps', scale: { min: 0, max: 10 }, polarity: 'higher-is-better', score: 9 },
    });
  });

  it('may have one in each row; one that says half of it is refused', async () => {
    const bound = (column: string) => ({ column, as: 'number' }) as const;
    const data = {
      ...mapping.data,
      'scale.min': bound('least'),
      'scale.max': bound('greatest'),
      'score': { value: 4 },
    };
    const ports = memoryPorts();
    const report = await importText(ports, table, { mapping: { ...mapping, data } });
    expect(report).toMatchObject({ appended: 1, refused: 1 });
    expect(touchpointsOf(ports)[0]!.data).toMatchObject({ scale: { min: 1, max: 5 }, score: 4 });
  });

  it.each([
    ['a field beside its members', { scale: { value: 1 } }, 'data.scale.min has no meaning beside `data.scale`'],
  ])('are refused with %s', (_name, more, message) => {
    expect(() => parseMapping({ ...mapping, data: { ...mapping.data, ...more } })).toThrow(message);
  });

  it.each(['__proto__.min', 'constructor.prototype', 'scale.', 'scale.min.more'])(
    'refuse the name %s',
    async (name) => {
      const ports = memoryPorts();
      const data = Object.fromEntries([...Object.entries(mapping.data!), [name, { value: 1 }]]);
      expect(await importText(ports, table, { mapping: { ...mapping, data } })).toMatchObject({
        appended: 0,
      });
      expect(({} as Record<string, unknown>)['min']).toBeUndefined();
    },
  );
});

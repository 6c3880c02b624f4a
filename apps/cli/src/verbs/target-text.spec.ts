import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ProcessTarget } from '#domain/events/process-definition.js';
import { targetText } from '../output/definition-part-text.js';
import { namesIn } from './name-list.js';
import { targetIn } from './target-text.js';

describe('a target as it is typed', () => {
  it.each<readonly [text: string, target: ProcessTarget]>([
    ['resolution: within 40h', { target: 'resolution', limitHours: 40 }],
    ['all: start -> end within 2d', { target: 'all', limitHours: 48 }],
    ['all: -> Answer within 4h', { target: 'all', to: { activities: ['Answer'] }, limitHours: 4 }],
    ['all: Answer -> within 4h', { target: 'all', from: { activities: ['Answer'] }, limitHours: 4 }],
    [
      'reply: start -> Take in charge ticket within 4h calendar office at risk from 75%',
      {
        target: 'reply',
        to: { activities: ['Take in charge ticket'] },
        limitHours: 4,
        calendar: 'office',
        atRiskFrom: 0.75,
      },
    ],
    [
      ' x : first Open , Reopen → last Done within the hour, Closed within 1.5 h, paused, calendar office, at risk from 50 %',
      {
        target: 'x',
        from: { activities: ['Open', 'Reopen'], occurrence: 'first' },
        to: { activities: ['Done within the hour', 'Closed'], occurrence: 'last' },
        limitHours: 1.5,
        pausedByCustomer: true,
        calendar: 'office',
        atRiskFrom: 0.5,
      },
    ],
    [
      'x: first -> last within 30min',
      { target: 'x', from: { activities: ['first'] }, to: { activities: ['last'] }, limitHours: 0.5 },
    ],
    [
      'x: A: B -> C within 90m paused',
      {
        target: 'x',
        from: { activities: ['A: B'] },
        to: { activities: ['C'] },
        limitHours: 1.5,
        pausedByCustomer: true,
      },
    ],
    [
      'x: ["A, B"] -> last ["C","D"] within 1h',
      {
        target: 'x',
        from: { activities: ['A, B'] },
        to: { activities: ['C', 'D'], occurrence: 'last' },
        limitHours: 1,
      },
    ],
    [
      '{"target":"x","to":{"activities":["A -> B"]},"limitHours":4}',
      { target: 'x', to: { activities: ['A -> B'] }, limitHours: 4 },
    ],
  ])('%s', (text, target) => {
    expect(targetIn(text)).toEqual(target);
  });

  it.each([
    ['', 'It must be such as "reply:'],
    ['reply', 'It must be such as "reply:'],
    ['reply: start -> Answer', 'It must be such as "reply:'],
    ['reply: Answer within 4h', 'It must be such as "reply:'],
    ['reply: A -> B -> C within 4h', 'It must be such as "reply:'],
    ['reply: first , -> B within 4h', 'It must be such as "reply:'],
    ['reply: end -> B within 4h', 'it cannot be told from its end'],
    ['reply: A -> start within 4h', 'it cannot be told to its start'],
    ['reply: A -> B within 4', 'The time must be such as 30min'],
    ['reply: A -> B within 4 hours', 'The time must be such as 30min'],
    ['reply: A -> B within h', 'The time must be such as 30min'],
    ['reply: A -> B within -4h', 'The time must be such as 30min'],
    ['reply: A -> B within 4h soon', '“soon” is none of: calendar NAME, paused, at risk from 80%'],
    ['reply: A -> B within 4h at risk from lunch', '“at risk from lunch” is none of'],
    ['reply: A -> B within 2d calendar office', 'has as many hours as it is open: give hours'],
    ['{"target":', 'It is not JSON:'],
    ['reply: [1] -> B within 4h', 'names with commas between, or a JSON list'],
  ])('“%s” is refused', (text, says) => {
    expect(() => targetIn(text)).toThrow(says);
  });

  it('is told as it is typed', () => {
    const name = fc.constantFrom(
      'Open',
      'Take in charge ticket',
      'Wait: a while',
      'Done within the hour',
      'first aid',
      '__proto__',
    );
    const moment = fc.option(
      fc.record(
        {
          activities: fc.uniqueArray(name, { minLength: 1, maxLength: 3 }),
          occurrence: fc.constantFrom('first', 'last'),
        },
        { requiredKeys: ['activities'] },
      ),
      { nil: undefined },
    );
    const target = fc.record(
      {
        from: moment,
        to: moment,
        limitHours: fc.constantFrom(0.5, 1, 1.5, 4, 40, 100),
        calendar: fc.constantFrom('office', 'plant-2'),
        pausedByCustomer: fc.constant(true),
        atRiskFrom: fc.constantFrom(0.5, 0.75, 0.8),
      },
      { requiredKeys: ['limitHours'] },
    );
    fc.assert(
      fc.property(target, (given) => {
        const whole = JSON.parse(JSON.stringify({ target: 'x', ...given })) as ProcessTarget;
        // “first aid” reads as the first “aid”: such a name is typed with the word before it, or as JSON.
        const isAmbiguous = [whole.from, whole.to].some(
          (one) => one?.occurrence === undefined && one?.activities?.[0] === 'first aid',
        );
        fc.pre(!isAmbiguous);
        expect(targetIn(`x: ${targetText(whole).replace('paused while it waits for the customer', 'paused')}`)).toEqual(
          whole,
        );
      }),
    );
  });
});

describe('names as they are typed', () => {
  it.each([
    ['Closed', ['Closed']],
    [' A , B,C ', ['A', 'B', 'C']],
    ['', []],
    [' , ', []],
    ['["Wait, then call", " A"]', ['Wait, then call', ' A']],
    ['__proto__,constructor', ['__proto__', 'constructor']],
  ])('%s', (text, names) => {
    expect(namesIn(text)).toEqual(names);
  });

  it.each(['["A"', '[1]', '["A",null]'])('%s are refused', (text) => {
    expect(() => namesIn(text)).toThrow('names with commas between, or a JSON list');
  });
});

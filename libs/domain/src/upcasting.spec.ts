import { describe, expect, it } from '@jest/globals';
import { validateData } from './data-validation.js';
import { eventOf } from './testing.js';
import { upcast } from './upcasting.js';
import { definitionOf, eventTypes } from './vocabulary.js';

describe('upcast', () => {
  it('gives back an event that has the newest shape', () => {
    const event = eventOf('MessageReceived');
    expect(upcast(event)).toBe(event);
  });

  it('says of an old survey answer which end of its scale is good', () => {
    const nps = { instrument: 'nps', scale: { min: 0, max: 10 }, score: 9 };
    expect(upcast(eventOf('SurveyAnswered', { schemaVersion: 1, data: nps }))).toEqual(
      eventOf('SurveyAnswered', { schemaVersion: 2, data: { ...nps, polarity: 'higher-is-better' } }),
    );
  });

  it('knows that the effort score of 2010 is reversed and that of 2013 is not', () => {
    const polarityOf = (max: number) => {
      const data = { instrument: 'ces', scale: { min: 1, max }, score: 4 };
      return (upcast(eventOf('SurveyAnswered', { schemaVersion: 1, data })).data as { polarity: string }).polarity;
    };
    expect(polarityOf(5)).toBe('lower-is-better');
    expect(polarityOf(7)).toBe('higher-is-better');
  });

  it('leaves the recorded event as it is', () => {
    const data = Object.freeze({ instrument: 'nps', scale: Object.freeze({ min: 0, max: 10 }), score: 9 });
    const event = Object.freeze(eventOf('SurveyAnswered', { schemaVersion: 1, data }));
    upcast(event);
    expect(event.data).toEqual({ instrument: 'nps', scale: { min: 0, max: 10 }, score: 9 });
  });

  it('turns the example of every earlier shape into valid data of the newest', () => {
    for (const type of eventTypes) {
      const { earlier, schemaVersion } = definitionOf(type)!;
      earlier.forEach(({ example }, index) => {
        const event = upcast(eventOf(type, { schemaVersion: index + 1, data: example }));
        expect(event.schemaVersion).toBe(schemaVersion);
        expect(validateData(type, schemaVersion, event.data)).toEqual([]);
      });
    }
  });

  it('refuses what a newer program wrote', () => {
    expect(() => upcast(eventOf('SurveyAnswered', { schemaVersion: 3, sequence: 7 }))).toThrow(
      'Event 7 has version 3 of SurveyAnswered; known are 1 to 2',
    );
    expect(() => upcast(eventOf('SurveyAnswered', { schemaVersion: 0 }))).toThrow('version 0');
    expect(() => upcast(eventOf('NoteAdded', { type: 'ThoughtHeld' }))).toThrow('unknown type ThoughtHeld');
  });
});

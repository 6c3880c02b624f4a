import { eld } from 'eld/extrasmall';
import { describe, expect, it } from '@jest/globals';
import { englishConfidence } from './english.js';

const confidenceOf = (text: string) => englishConfidence(text, eld);

describe('englishConfidence', () => {
  it.each([
    'I am very unhappy with the delivery, it came two weeks late.',
    'Thanks for the quick answer!',
    'Where is my order 12345? Nobody answers the telephone.',
  ])('is sure of “%s”', (text) => {
    expect(confidenceOf(text)).toBeGreaterThanOrEqual(0.7);
    expect(confidenceOf(text)).toBeLessThanOrEqual(1);
  });

  it.each([
    'Ich bin mit der Lieferung sehr unzufrieden, sie kam zwei Wochen zu spät.',
    'Je suis très déçu par la livraison, elle est arrivée deux semaines trop tard.',
    'Estoy muy contento con el servicio, muchas gracias por todo.',
    'Ik ben heel blij met jullie snelle antwoord.',
    'Jag är mycket nöjd med er service.',
    'Jestem bardzo zadowolony z obsługi.',
    'Я очень недоволен доставкой.',
    '配達が二週間も遅れました。',
  ])('is not of “%s”', (text) => {
    expect(confidenceOf(text)).toBeUndefined();
  });

  it.each(['', 'Thanks', 'Great!!! :)', 'No problem', '12345 67890 11 12 13', '👍 👍 👍 👍 👍'])(
    'does not guess the language of “%s”',
    (text) => {
      expect(confidenceOf(text)).toBeUndefined();
    },
  );

  describe('by what the detector says', () => {
    const text = 'four words or more';
    const saying = (score: number, isReliable = true, language = 'en') => ({
      detect: () => ({ language, isReliable: () => isReliable, getScores: () => ({ [language]: score }) }),
    });
    const confidence = (...said: Parameters<typeof saying>) => englishConfidence(text, saying(...said));

    it('needs a score of 0.7', () => {
      expect([0, 0.6999, 0.7, 1].map((score) => confidence(score))).toEqual([undefined, undefined, 0.7, 1]);
    });

    it('needs it to call itself reliable, and English', () => {
      expect([confidence(0.9, false), confidence(0.9, true, 'nl'), confidence(0.9)]).toEqual([
        undefined,
        undefined,
        0.9,
      ]);
    });
  });
});

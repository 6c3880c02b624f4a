import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { temporaryPrivacy } from './testing.js';
import type { TemporaryPrivacy } from './testing.js';

describe('the names of ids', () => {
  let privacy: TemporaryPrivacy;

  beforeAll(async () => {
    privacy = await temporaryPrivacy();
  });

  afterAll(() => privacy.dispose());

  // Who acted may be a connector or the program itself: whoever reads names asks for them beside those of parties.
  it.each(['connector:csv', 'system:tend', 'key:0a', 'a', '', '0'.repeat(5000)])(
    'leave out %j, which is no party',
    (actor) => {
      const { directory } = privacy;
      const identifiers = [{ scheme: 'email', value: 'ann@example.invalid' }];
      const ann = directory.claim({ kind: 'person', identifiers, role: 'contact', side: 'customer' }, 'mail');
      expect(directory.names([actor, ann, actor])).toEqual(
        new Map([[ann, { name: 'ann@example.invalid', kind: 'person' }]]),
      );
    },
  );
});

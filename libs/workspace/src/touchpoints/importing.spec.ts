import { describe, expect, it } from '@jest/globals';
import { proposalFor } from './importing.js';
import { fileOf } from '../testing.js';

describe('a proposal', () => {
  it('tells the columns, as they are told apart, and the formats to choose from', async () => {
    const text = 'Ticket ; What;What;\n1;opened;2024-01-05 10:00;Acme\n';
    const proposal = await proposalFor(fileOf('a.csv', text), 'UTC').catch((error: unknown) => error);
    expect(proposal).toMatchObject({ format: 'csv', columns: ['Ticket', 'What', 'What (2)', 'Column 4'] });
    expect(proposal).toMatchObject({ timeFormats: expect.arrayContaining(['iso', 'unix-ms']) });
  });

  it('that cannot be made tells them too, and why', async () => {
    const proposal = await proposalFor(fileOf('a.csv', 'who,what\nAcme,called\n'), 'UTC');
    expect(proposal).toMatchObject({
      columns: ['who', 'what'],
      problem: {
        code: 'mapping-invalid',
        detail: expect.stringContaining('No column holds times'),
        hint: expect.stringContaining('mapping'),
        violations: [{ field: 'time.column', message: 'cannot be proposed' }],
      },
    });
    expect(proposal.mapping).toBeUndefined();
  });

  it('is not made of what is no file of rows', async () => {
    await expect(proposalFor(fileOf('a.csv', '\u0000\u0001'), 'UTC')).rejects.toMatchObject({ kind: 'invalid' });
  });
});

import { describe, expect, it } from '@jest/globals';
import { closeWorkspace, type Workspace } from './workspace.js';

describe('closeWorkspace', () => {
  it('closes the ledger, too, when what comes before it fails, and then says what failed first', async () => {
    const closed: string[] = [];
    const failing = (name: string) => async () => {
      closed.push(name);
      throw new Error(`${name} is full`);
    };
    const workspace = {
      projections: { close: failing('projections') },
      keys: { close: failing('keys') },
      tree: { close: failing('tree') },
      ledger: { close: async () => void closed.push('ledger') },
    } as unknown as Workspace;
    await expect(closeWorkspace(workspace)).rejects.toThrow('projections is full');
    expect(closed).toEqual(['projections', 'keys', 'tree', 'ledger']);
  });
});

import { describe, expect, it } from '@jest/globals';
import { UnsyncedFiles } from './unsynced-files.js';

function setUp() {
  const done: string[] = [];
  const catalogue = {
    markWritten: async () => void done.push('marked'),
    markOnDisk: async (bytes: ReadonlyMap<string, number>) => void done.push(`on disk: ${[...bytes.keys()].join()}`),
  };
  const sync = (ids: readonly string[]) => {
    done.push(`synced ${ids.join()}`);
    return new Map(ids.map((id) => [id, 4096]));
  };
  return { done, files: new UnsyncedFiles(catalogue, sync) };
}

describe('files that differ from the disk', () => {
  it('are marked once, before they are written, until they are synced', async () => {
    const { done, files } = setUp();
    await files.mark('a.1');
    await files.mark('b.1');
    expect([files.isMarked('a.1'), files.isMarked('c.1')]).toEqual([true, false]);
    await files.flush();
    expect(files.isMarked('a.1')).toBe(false);
    await files.flush();
    await files.mark('a.1');
    expect(done).toEqual(['marked', 'synced a.1,b.1', 'on disk: a.1,b.1', 'marked']);
  });

  it('stay marked through a flush while they are lent', async () => {
    const { done, files } = setUp();
    const endFirst = await files.hold('a.1');
    const endSecond = await files.hold('a.1');
    endFirst();
    await files.flush();
    expect([files.isMarked('a.1'), ...done]).toEqual([true, 'marked', 'synced a.1']);
    endSecond();
    await files.flush();
    expect([files.isMarked('a.1'), ...done.slice(2)]).toEqual([false, 'synced a.1', 'on disk: a.1']);
  });

  it('are not lent when they cannot be marked', async () => {
    const done: string[] = [];
    const catalogue = {
      markWritten: () => Promise.reject(new Error('full')),
      markOnDisk: async (bytes: ReadonlyMap<string, number>) => void done.push(`on disk: ${[...bytes.keys()].join()}`),
    };
    const files = new UnsyncedFiles(catalogue, (ids) => new Map(ids.map((id) => [id, 4096])));
    await expect(files.hold('a.1')).rejects.toThrow('full');
    files.forget('a.1');
    await files.mark('b.1').catch(() => undefined);
    await files.flush();
    expect(done).toEqual(['on disk: b.1']);
  });
});

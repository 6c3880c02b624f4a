/** Makes a checkout ready to run: installs what is missing and builds what is stale, and nothing else. */
import { build, isStale } from './build.mjs';
import { takeBuildLock } from './build-lock.mjs';
import { install, isInstalled } from './installation.mjs';

/** `builds`: what the caller is going to use, of `server` and `web`. Costs some milliseconds when nothing changed. */
export async function prepare(builds) {
  if (isInstalled() && !builds.some(isStale)) return;
  const release = await takeBuildLock();
  try {
    if (!isInstalled()) await install();
    for (const which of builds) if (isStale(which)) await build(which);
  } finally {
    await release();
  }
}

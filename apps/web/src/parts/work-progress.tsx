import { Button, Progress } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { WorkProgress } from '../api/long-work.js';
import { useLanguage } from '../language/language.js';
import { texts } from '../texts.js';
import { progressRate } from './progress-rate.js';
import styles from './work-progress.module.css';

const tickMs = 250;

interface WorkProgressBarProps {
  readonly title: string;
  readonly progress: WorkProgress | undefined;
  readonly cancel: () => void;
}

/** How far long work is, how fast it goes and how long it will take; with a way to stop it. */
export function WorkProgressBar({ title, progress, cancel }: WorkProgressBarProps) {
  const { count, bytes, duration } = useLanguage();
  const [startedMs] = useState(() => performance.now());
  const [elapsedMs, setElapsedMs] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setElapsedMs(performance.now() - startedMs), tickMs);
    return () => clearInterval(timer);
  }, [startedMs]);
  const { done = 0, total, unit = '' } = progress ?? {};
  const { perSecond, secondsLeft } = progressRate({ done, total, elapsedMs });
  const amount = (value: number): string => (unit === 'bytes' ? bytes(value) : `${count(value)} ${unit}`);
  const words = [
    done > 0 && (total === undefined ? amount(done) : texts.progress.of(amount(done), amount(total))),
    perSecond !== undefined && texts.progress.rate(amount(perSecond)),
    secondsLeft !== undefined && secondsLeft > 0 && texts.progress.left(duration(secondsLeft)),
  ];
  return (
    <div className={styles['work']}>
      <p>
        <strong>{title}</strong> <span className="quiet">{words.filter(Boolean).join(' · ')}</span>
      </p>
      <Progress
        value={total === undefined || total === 0 ? 100 : (100 * done) / total}
        animated={total === undefined}
        aria-label={title}
        size="sm"
      />
      <div>
        <Button variant="default" onClick={cancel}>
          {texts.imports.cancel}
        </Button>
      </div>
    </div>
  );
}

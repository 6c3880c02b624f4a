import { useState } from 'react';
import { texts } from '../../texts.js';
import styles from './imports.module.css';

/** Takes a file by dropping it or by choosing it. */
export function DropFile({ choose }: { readonly choose: (file: File) => void }) {
  const [over, setOver] = useState(false);
  const take = (files: FileList | null): void => {
    const file = files?.item(0);
    if (file) choose(file);
  };
  return (
    <div
      className={over ? `${styles['drop']} ${styles['over']}` : styles['drop']}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        take(event.dataTransfer.files);
      }}
    >
      <p>
        <strong>{texts.imports.drop}</strong>{' '}
        <label className={styles['choose']}>
          {texts.imports.choose}
          <input
            type="file"
            className="only-read-out"
            onChange={({ currentTarget }) => {
              take(currentTarget.files);
              // The same file can be chosen again after it was corrected.
              currentTarget.value = '';
            }}
          />
        </label>
      </p>
      <p className="quiet">{texts.imports.formats}</p>
    </div>
  );
}

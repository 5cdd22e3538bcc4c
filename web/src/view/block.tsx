/** Blocking somebody, with or without a report to the server's people (XEP-0191, XEP-0377). */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../i18n';
import { attempt, useSession } from './context';
import { Dialog } from './dialog';

export function BlockDialog({ peer, onClose }: { peer: string; onClose: () => void }): JSX.Element {
  const { state, actions } = useSession();
  const [report, setReport] = useState(false);
  const name = state.nameOf(peer);
  return (
    <Dialog title={t('people.blockTitle', { name })} onClose={onClose}>
      <p class="dialog-text">{t('people.blockText')}</p>
      <label class="check"><input type="checkbox" checked={report} onChange={(e) => setReport(e.currentTarget.checked)} />{t('people.report')}</label>
      <div class="dialog-actions">
        <button type="button" class="button" onClick={onClose}>{t('action.cancel')}</button>
        <button type="button" class="button button-danger" onClick={() => {
          onClose();
          void attempt(actions.block(peer, report ? 'spam' : undefined), t('people.blocked', { name }));
        }}>{t('people.block')}</button>
      </div>
    </Dialog>
  );
}

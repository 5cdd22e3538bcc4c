/** Settings: a code to print, for the day the password is forgotten. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../i18n';
import { ActionError } from '../model/actions';
import { explain, useSession } from './context';
import { Dialog, Spinner } from './dialog';

export function RecoveryCode(): JSX.Element {
  const { actions, account } = useSession();
  const [code, setCode] = useState<string | undefined>(undefined);
  const [error, setError] = useState<string | undefined>(undefined);
  const [busy, setBusy] = useState(false);

  const make = async (): Promise<void> => {
    setBusy(true);
    setError(undefined);
    try {
      setCode(await actions.newRecoveryCode());
    } catch (problem) {
      if (!(problem instanceof ActionError)) throw problem;
      setError(explain(problem.condition, problem.text));
    } finally {
      setBusy(false);
    }
  };

  return (
    <>
      <h3 class="group-title">{t('recover.settings')}</h3>
      <p class="note">{t('recover.settingsText')}</p>
      {error && <p class="alert" role="alert">{error}</p>}
      <button type="button" class="button" disabled={busy} onClick={() => void make()}>{busy ? <Spinner /> : t('recover.make')}</button>
      {code !== undefined && (
        <Dialog title={t('recover.settings')} onClose={() => setCode(undefined)}>
          <div class="printed">
            <p class="dialog-text">{t('recover.once')}</p>
            <p>{account.jid}</p>
            <p class="recovery-code">{code}</p>
            <p class="note">{location.origin}/recover</p>
          </div>
          <div class="dialog-actions">
            <button type="button" class="button" onClick={() => setCode(undefined)}>{t('action.close')}</button>
            <button type="button" class="button button-primary" onClick={() => print()}>{t('recover.print')}</button>
          </div>
        </Dialog>
      )}
    </>
  );
}

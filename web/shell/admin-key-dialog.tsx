import { adminKey, answerWithAdminKey, isKeyWanted } from '../admin-key.ts';
import { AskDialog } from '../parts/ask-dialog.tsx';

export function AdminKeyDialog() {
  if (!isKeyWanted.value) return null;
  return (
    <AskDialog
      title="Admin key"
      label="Key"
      type="password"
      hint="The emulator was started with --admin-key. The key is kept until this tab is closed."
      problem={adminKey.value === '' ? undefined : 'This key is not the right one.'}
      action="Continue"
      onAnswer={answerWithAdminKey}
      onClose={() => answerWithAdminKey(null)}
    />
  );
}

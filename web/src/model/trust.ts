/** Whether the browser trusts the server's certificate. It lets a person pass who accepts an unknown one, but then keeps nothing for times without a network. */
import { signal } from '@preact/signals';

export const untrusted = signal(false);

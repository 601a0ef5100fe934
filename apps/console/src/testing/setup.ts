import { setupZonelessTestEnv } from 'jest-preset-angular/setup-env/zoneless/index.mjs';

setupZonelessTestEnv({ errorOnUnknownElements: true, errorOnUnknownProperties: true });

// jsdom knows neither modal dialogs nor popovers; opening one shows its content, which is enough.
HTMLDialogElement.prototype.showModal = function showModal() {
  this.open = true;
};
HTMLElement.prototype.showPopover = () => undefined;
HTMLElement.prototype.hidePopover = () => undefined;

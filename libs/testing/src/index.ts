export * from './a-stripe-sandbox.js';
export * from './builders.js';
export * from './eventually.js';
export * from './free-port.js';
export * from './launch-browser.js';
export * from './test-clock.js';
export * from './test-database.js';
export * from './test-module.js';

import { linkedSignal, type Resource, type Signal } from '@angular/core';

/** What a resource gave last: it stays while the next answer is on its way, so nothing jumps. */
export function lastValue<T>(resource: Resource<T | undefined>): Signal<T | undefined> {
  return linkedSignal<T | undefined, T | undefined>({
    source: () => (resource.hasValue() ? resource.value() : undefined),
    computation: (value, previous) => value ?? previous?.value,
  });
}

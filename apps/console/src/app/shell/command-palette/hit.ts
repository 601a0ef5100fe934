import type { IconName } from '../../shared/icon/icons.js';

/** Something that the palette leads to. */
export interface Hit {
  id: string;
  group: string;
  title: string;
  more: string;
  icon: IconName;
  link: string[];
  queryParams?: Record<string, string>;
}

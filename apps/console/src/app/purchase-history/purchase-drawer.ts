import { Component } from '@angular/core';
@Component({ selector: 'pr-tmp-PurchaseDrawer', template: '' })
export class PurchaseDrawer {}

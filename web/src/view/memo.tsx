/** Draws a component again only when a property changed. */
import { Component, h, type ComponentType, type JSX } from 'preact';

export function memo<P extends object>(Inner: ComponentType<P>): ComponentType<P> {
  return class extends Component<P> {
    override shouldComponentUpdate(next: Readonly<P>): boolean {
      const before = this.props as Readonly<Record<string, unknown>>;
      const after = next as Readonly<Record<string, unknown>>;
      for (const key in after) if (before[key] !== after[key]) return true; // no list of keys: this runs for every message in the page
      for (const key in before) if (!(key in after)) return true;
      return false;
    }

    render(): JSX.Element {
      return h(Inner, this.props as P) as JSX.Element;
    }
  };
}

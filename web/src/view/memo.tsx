/** Draws a component again only when a property changed. */
import { Component, h, type ComponentType, type JSX } from 'preact';

export function memo<P extends object>(Inner: ComponentType<P>): ComponentType<P> {
  return class extends Component<P> {
    override shouldComponentUpdate(next: Readonly<P>): boolean {
      const before = this.props as Readonly<Record<string, unknown>>;
      const after = next as Readonly<Record<string, unknown>>;
      return [...new Set([...Object.keys(before), ...Object.keys(after)])].some((key) => before[key] !== after[key]);
    }

    render(): JSX.Element {
      return h(Inner, this.props as P) as JSX.Element;
    }
  };
}

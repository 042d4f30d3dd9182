"""The plugins that come with Moonwalk: a module for each idea, none of which knows another."""

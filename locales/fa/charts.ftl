# Charts, the ways to look at the figures, and what changed between releases.
chart-finding = The largest group: { $label }, about { $count } declarations.
chart-finding-none = No answer is large enough to show.
chart-next = Then: { $list }.
chart-hidden =
    { $n ->
        [one] For { $n } answer there are too few declarations to show, or none.
       *[other] For { $n } answers there are too few declarations to show, or none.
    }
chart-all-shown = Every answer is large enough to show.
chart-not-shown = too few to show, or none
chart-others =
    { $n ->
        [one] { $n } other answer
       *[other] { $n } other answers
    }
chart-margin = The light end of a bar is the margin: in 95 of 100 cases the true number lies within it.
chart-hatched = Hatched means: too few to show, or none. Which of the two cannot be seen, and that is on purpose.
chart-tiles = One tile for each province, about where it lies on the map.
chart-table = The numbers as a table
chart-download = Download
chart-source = { $name }, figures { $release }. Licence: { $licence }.
trend-title = Number of declarations over time
trend-release = Release
trend-finding = From about { $first } declarations at { $from } to about { $count } at { $to }.
trend-finding-one = About { $count } declarations at { $to }.
trend-quarters = By quarter, the newest first: { $list }.
trend-no-quarter = No quarter has been published yet.
trend-reading = The line follows the weeks, the band around it is the margin, and each dot is a quarter.
view-alone = Sort and choose
view-back = All tables
view-misread = Part of this address is not known here. You see the usual view.
view-show = Rows
view-show-usual = Usual
view-show-all = All in one list
view-show-shown = Only those with a number
view-sort = Order
view-sort-number = By number
view-sort-name = By name
view-region = Part of the world
view-region-all = All
release-changed = Changed since { $release }
release-changed-text = This is the difference between two published numbers. It is surer than those numbers themselves, because both contain the same older noise.
release-changed-total = Number of declarations: { $by } (margin { $margin }).
release-changed-none = No other change is larger than its margin.
release-changed-rest =
    { $n ->
        [one] For { $n } other number that both releases show, no clear change can be seen.
       *[other] For { $n } other numbers that both releases show, no clear change can be seen.
    }
release-changed-what = What
release-changed-by = Change
release-corrected = These figures appeared again in a better form:
release-reason = The board adds, in English:
release-corrects = This is a new form of the same figures. It replaces:
release-cite = How to cite
release-cite-text = { $who } ({ $year }). { $name }: figures { $release }. { $address }. { $licence }.
release-earlier = Earlier: { $release }
release-later = Later: { $release }
release-nearby = Other releases
release-overview = The newest quarter: { $release }
